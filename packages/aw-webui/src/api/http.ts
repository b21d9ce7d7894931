/** Requests to the server that served this page. */

/** What the server, or the way to it, answered instead of what was asked for. */
export class ApiError extends Error {
  override name = 'ApiError'

  /**
   * @param status of HTTP; 0 if the server did not answer at all.
   * @param body what came, if it was JSON.
   */
  constructor(
    message: string,
    readonly status: number,
    readonly body: unknown = null,
  ) {
    super(message)
  }
}

/** An error in a query, with how many characters (code points) of its text stand before it; null if it is nowhere. */
export class QueryError extends ApiError {
  override name = 'QueryError'

  constructor(
    message: string,
    status: number,
    body: unknown,
    readonly position: number | null,
  ) {
    super(message, status, body)
  }
}

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
  const response = await send(path, options)
  const text = await response.text()
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
  try {
    const response = await fetch(address, init)
    tellReached(true)
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
  return sessionStorage.getItem(KEY)
}

/** Send this key with every request from now on, until the browser's tab is closed. */
export function useApiKey(key: string): void {
  sessionStorage.setItem(KEY, key)
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
