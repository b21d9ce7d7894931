/** Requests to the server that served this page. */

import { ApiError, QueryError } from '@/api/error'
import { limited } from '@/api/waiting'

export { ApiError, QueryError } from '@/api/error'

export interface RequestOptions {
  method?: string
  body?: unknown
  params?: Record<string, string | number | undefined>
  signal?: AbortSignal | undefined
}

/**
 * What the API answers, read as JSON; null for an empty answer.
 *
 * @param path below `/api/0/`, its parts encoded.
 * @throws ApiError the server refuses, fails or is not there. DOMException `AbortError` as `fetch` does.
 */
export async function request<Answer>(path: string, options: RequestOptions = {}): Promise<Answer> {
  const { method = 'GET', signal } = options
  const isAsking = method === 'GET' || path === 'query/'
  const { response, text } = await limited(
    async (ends) => {
      const answer = await send(path, { ...options, signal: ends })
      return { response: answer, text: await answer.text() }
    },
    { signal, isAsking },
  )
  const body = readJson(text)
  if (!response.ok && response.status !== 304) throw errorOf(response, body)
  return body as Answer
}

/** An address of the API. */
export function addressOf(path: string, params: RequestOptions['params'] = {}): string {
  const given = Object.entries(params).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, String(value)]],
  )
  const query = new URLSearchParams(given).toString()
  return `/api/0/${path}${query ? `?${query}` : ''}`
}

/** The headers that every request carries. */
export function headers(): Record<string, string> {
  const key = apiKey()
  return key ? { Authorization: `Bearer ${key}` } : {}
}

async function send(
  path: string,
  { method = 'GET', body, params, signal }: RequestOptions,
): Promise<Response> {
  const init: RequestInit = { method, headers: { ...headers(), 'Content-Type': 'application/json' } }
  if (body !== undefined) init.body = JSON.stringify(body)
  if (signal) init.signal = signal
  return reach(addressOf(path, params), init)
}

/** `fetch`, with an ApiError of status 0 if nobody answers; whoever listens hears whether someone did. */
export async function reach(address: string, init: RequestInit): Promise<Response> {
  const key = apiKey()
  try {
    const response = await fetch(address, init)
    tellReached(true)
    // Not where another key has been entered meanwhile.
    if (response.status === 401 && key === apiKey()) tellRefused(key !== null)
    return response
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    tellReached(false)
    throw new ApiError(error instanceof Error ? error.message : String(error), 0)
  }
}

const listeners = new Set<(isReached: boolean) => void>()

/** Be told after each request whether the server answered at all; gives what ends that. */
export function onReach(listener: (isReached: boolean) => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

function tellReached(isReached: boolean): void {
  listeners.forEach((listener) => listener(isReached))
}

const keyListeners = new Set<() => void>()
const refusalListeners = new Set<(hadKey: boolean) => void>()

/** Be told when a key was entered; gives what ends that. */
export function onKey(listener: () => void): () => void {
  keyListeners.add(listener)
  return () => void keyListeners.delete(listener)
}

/** Be told when the server refused a request for the key it had, or for having none. */
export function onRefusal(listener: (hadKey: boolean) => void): void {
  refusalListeners.add(listener)
}

function tellRefused(hadKey: boolean): void {
  refusalListeners.forEach((listener) => listener(hadKey))
}

/** What JSON says; null if it is none. */
export function readJson(text: string): unknown {
  if (!text) return null
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** The error in an answer: `{message}`, and for queries `{type, message, position}`. */
export function errorOf(response: { status: number; statusText: string }, body: unknown): ApiError {
  const fields = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
  const message =
    typeof fields['message'] === 'string' ? fields['message'] : `${response.status} ${response.statusText}`
  if (typeof fields['type'] !== 'string') return new ApiError(message, response.status, body)
  return new QueryError(message, response.status, body, offsetIn(fields['position']))
}

function offsetIn(position: unknown): number | null {
  if (typeof position !== 'object' || position === null || !('offset' in position)) return null
  return typeof position.offset === 'number' ? position.offset : null
}

const KEY = 'aw-api-token'

function apiKey(): string | null {
  const key = sessionStorage.getItem(KEY)
  return key && isKey(key) ? key : null
}

/** Whether a request can carry such a key: a header holds nothing beyond Latin-1, and no control characters. */
export function isKey(key: string): boolean {
  return /^[\x20-\x7e\xa0-\xff]+$/.test(key)
}

/** Send this key with every request from now on, until the browser's tab is closed. */
export function useApiKey(key: string): void {
  if (!isKey(key)) return
  sessionStorage.setItem(KEY, key)
  keyListeners.forEach((listener) => listener())
}

/** Take the key out of the page's address (`?token=`), where a link may carry it. */
export function takeKeyFromAddress(): void {
  const address = new URL(location.href)
  const key = address.searchParams.get('token')
  if (!key) return
  useApiKey(key)
  address.searchParams.delete('token')
  history.replaceState(history.state, '', address)
}
