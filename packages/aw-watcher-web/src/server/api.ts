/** The REST API of the server: the few calls that a watcher needs. */

import { serverAddress, type Settings } from '@/domain/settings'
import type { Span } from '@/domain/spans'
import { NoBucketError, RefusedError, ServerError } from '@/server/errors'

/** In milliseconds. */
const TIMEOUT = 10_000

/**
 * In seconds. Each heartbeat begins where the one before it ended, so hardly anything has to be bridged; a longer one would
 * close gaps that are meant, such as a pause.
 */
const PULSETIME = 1

/** The answer to a question for something that may not be there, such as an older server's pause. */
interface Answer {
  status: number
  body: unknown
}

/** One server, with the key it wants. */
export class Server {
  readonly address: string
  private readonly headers: Record<string, string>

  constructor(settings: Settings) {
    this.address = serverAddress(settings)
    this.headers = {
      'Content-Type': 'application/json',
      ...(settings.apiKey && { Authorization: `Bearer ${settings.apiKey}` }),
    }
  }

  /** The name of the machine the server runs on. */
  async hostname(): Promise<string> {
    const { body } = await this.call('GET', 'info')
    const hostname = typeof body === 'object' && body !== null && 'hostname' in body ? body.hostname : null
    if (typeof hostname === 'string' && hostname !== '') return hostname
    throw new ServerError('stranger', `${this.address} has no name of a host to tell`)
  }

  /** What `GET pause` says; null where the server knows no pauses. */
  async pause(): Promise<unknown> {
    const { status, body } = await this.call('GET', 'pause')
    return status === 404 ? { paused: false } : body
  }

  /** The rules of privacy: the setting as it is stored, and those that hold by default; null where there are none. */
  async privacyRules(): Promise<{ filters: unknown; defaults: unknown }> {
    const { body } = await this.call('GET', 'privacy')
    if (typeof body === 'object' && body !== null && 'filters' in body && 'defaults' in body)
      return { filters: body.filters, defaults: body.defaults }
    const { status, body: filters } = await this.call('GET', 'settings/privacy_filters')
    return { filters: status === 404 ? null : filters, defaults: null }
  }

  /** Make a bucket, if it is not there. */
  async ensureBucket(id: string, hostname: string): Promise<void> {
    const bucket = { client: 'aw-watcher-web', type: 'web.tab.current', hostname }
    const { status, body } = await this.call('POST', `buckets/${encodeURIComponent(id)}`, bucket)
    if (status >= 400) throw new ServerError('stranger', `bucket ${id}: ${said(body, status)}`)
  }

  /** Set keys of a bucket's `data`, and take out those that are null. */
  async describe(id: string, changes: Record<string, unknown>): Promise<void> {
    const { status, body } = await this.call('PUT', `buckets/${encodeURIComponent(id)}`, {
      data_changes: changes,
    })
    if (status === 404) throw new NoBucketError(id)
    if (status >= 400) throw new RefusedError(said(body, status))
  }

  /**
   * Tell that a span was as its data say.
   *
   * To tell it again changes nothing: the server merges it with what it has.
   *
   * @throws {NoBucketError} the bucket is gone.
   * @throws {RefusedError} the server takes no such event.
   */
  async heartbeat(bucket: string, span: Span): Promise<void> {
    const event = {
      timestamp: new Date(span.start).toISOString(),
      duration: (span.end - span.start) / 1000,
      data: span.data,
    }
    const path = `buckets/${encodeURIComponent(bucket)}/heartbeat?pulsetime=${String(PULSETIME)}`
    const { status, body } = await this.call('POST', path, event)
    if (status === 404) throw new NoBucketError(bucket)
    if (status >= 400) throw new RefusedError(said(body, status))
  }

  /** Ask, and answer what is not for every call the same. */
  private async call(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await this.fetch(method, path, body)
    const answer = { status: response.status, body: await readJson(response) }
    if (answer.status === 401) throw new ServerError('key', said(answer.body, 401))
    if (answer.status === 403) throw new ServerError('stranger', said(answer.body, 403))
    if (answer.status === 408 || answer.status === 429 || answer.status >= 500)
      throw new ServerError('trouble', said(answer.body, answer.status))
    return answer
  }

  private async fetch(method: string, path: string, body: unknown): Promise<Response> {
    try {
      return await fetch(`${this.address}/api/0/${path}`, {
        method,
        headers: this.headers,
        credentials: 'omit',
        cache: 'no-store',
        signal: AbortSignal.timeout(TIMEOUT),
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
    } catch (error) {
      throw new ServerError('unreachable', String(error))
    }
  }
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return JSON.parse(await response.text()) as unknown
  } catch {
    return null
  }
}

/** The server's own words, if it has some. */
function said(body: unknown, status: number): string {
  const message = typeof body === 'object' && body !== null && 'message' in body ? body.message : null
  return typeof message === 'string' ? message : `status ${String(status)}`
}
