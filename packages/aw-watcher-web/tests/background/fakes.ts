/** What tests of the background put in the place of browser and server. */

import type { Area } from '@/browser/memory'
import type { SeenTab } from '@/domain/tab'

/** Storage that keeps copies, as the browser's does. */
export class FakeArea implements Area {
  readonly items = new Map<string, unknown>()
  /** How many items there is room for. */
  room = Infinity
  /** Nothing can be read, written or removed. */
  isBroken = false

  get(keys: string | string[] | null): Promise<Record<string, unknown>> {
    if (this.isBroken) return Promise.reject(new Error('disk failure'))
    const found = [keys ?? [...this.items.keys()]].flat().filter((key) => this.items.has(key))
    return Promise.resolve(
      structuredClone(Object.fromEntries(found.map((key) => [key, this.items.get(key)]))),
    )
  }

  set(items: Record<string, unknown>): Promise<void> {
    if (this.isBroken) return Promise.reject(new Error('disk failure'))
    const added = Object.keys(items).filter((key) => !this.items.has(key))
    if (this.items.size + added.length > this.room) return Promise.reject(new Error('quota exceeded'))
    for (const [key, value] of Object.entries(structuredClone(items))) this.items.set(key, value)
    return Promise.resolve()
  }

  remove(keys: string | string[]): Promise<void> {
    if (this.isBroken) return Promise.reject(new Error('disk failure'))
    for (const key of [keys].flat()) this.items.delete(key)
    return Promise.resolve()
  }
}

export interface StoredEvent {
  start: number
  end: number
  data: unknown
}

/** A server by its rules: it merges heartbeats, and can be away, refuse, or answer what it is told to. */
export class FakeServer {
  readonly buckets = new Map<string, StoredEvent[]>()
  /** What their `data` keep. */
  readonly said = new Map<string, Record<string, unknown>>()
  isUp = true
  /** It takes the next heartbeat, but its answer gets lost. */
  losesAnswer = false
  apiKey = ''
  pause: unknown = { paused: false, until: null }
  filters: unknown = null
  defaults: unknown = []
  /** Statuses to answer in place of doing something, by the end of method and path. */
  readonly statuses = new Map<string, number>()
  readonly asked: string[] = []

  get events(): StoredEvent[] {
    return [...this.buckets.values()].flat()
  }

  readonly fetch = (address: string, init: RequestInit): Promise<Response> => {
    const { pathname, searchParams } = new URL(address)
    const path = decodeURIComponent(pathname.replace('/api/0/', ''))
    if (!this.isUp) return Promise.reject(new TypeError('Failed to fetch'))
    const asked = `${init.method ?? ''} ${path}`
    this.asked.push(asked)
    for (const [end, status] of this.statuses)
      if (asked.endsWith(end)) return Promise.resolve(answer({ message: 'as told' }, status))
    const key = new Headers(init.headers).get('Authorization') ?? ''
    if (this.apiKey && path !== 'info' && key !== `Bearer ${this.apiKey}`)
      return Promise.resolve(answer({ message: 'no key' }, 401))
    return this.answer(path, searchParams, init)
  }

  private answer(path: string, parameters: URLSearchParams, init: RequestInit): Promise<Response> {
    const body = JSON.parse((init.body as string | undefined) ?? 'null') as Record<string, unknown>
    const [, bucket, isHeartbeat] = /^buckets\/([^/]+)(\/heartbeat)?$/.exec(path) ?? []
    if (bucket === undefined) return Promise.resolve(this.told(path))
    if (init.method === 'PUT') return Promise.resolve(this.change(bucket, body))
    if (isHeartbeat === undefined) return Promise.resolve(this.make(bucket))
    const events = this.buckets.get(bucket)
    if (events === undefined) return Promise.resolve(answer({ message: 'no such bucket' }, 404))
    merge(events, body, Number(parameters.get('pulsetime')) * 1000)
    if (!this.losesAnswer) return Promise.resolve(answer({}))
    this.losesAnswer = false
    return Promise.reject(new TypeError('connection reset'))
  }

  private told(path: string): Response {
    if (path === 'info') return answer({ hostname: 'laptop' })
    if (path === 'pause') return answer(this.pause)
    if (path === 'privacy') return answer({ filters: this.filters, defaults: this.defaults, problems: [] })
    return path === 'settings/privacy_filters'
      ? answer(this.filters)
      : answer({ message: 'no such path' }, 404)
  }

  private change(bucket: string, body: Record<string, unknown>): Response {
    if (!this.buckets.has(bucket)) return answer({ message: 'no such bucket' }, 404)
    const data = Object.entries({ ...this.said.get(bucket), ...(body['data_changes'] as object) })
    this.said.set(bucket, Object.fromEntries(data.filter(([, value]) => value !== null)))
    return answer({})
  }

  private make(bucket: string): Response {
    if (this.buckets.has(bucket)) return new Response(null, { status: 304 })
    this.buckets.set(bucket, [])
    return answer({})
  }
}

function merge(events: StoredEvent[], body: Record<string, unknown>, pulsetime: number): void {
  const start = Date.parse(body['timestamp'] as string)
  const end = start + Math.round((body['duration'] as number) * 1000)
  const last = events.at(-1)
  const isSame = last && JSON.stringify(last.data) === JSON.stringify(body['data'])
  if (isSame && last.start <= start && start <= last.end + pulsetime) last.end = Math.max(last.end, end)
  else events.push({ start, end, data: body['data'] })
}

function answer(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), { status })
}

/** A tab as the recorder sees it. */
export function seen(url: string, tab = 1): SeenTab {
  return { tab, data: { url, title: url, audible: false, incognito: false, tabCount: 1 } }
}
