/** The REST API of aw-server, a function for each call. */

import { ApiError, request, type RequestOptions } from '@/api/http'
import type { AwEvent, Bucket } from '@/domain/events/event'
import type { ServerHealth } from '@/domain/health/store'
import type { Applied, Order, Preview, PrivacyRules } from '@/domain/privacy/effect'
import { type Interval, isoAt, timeperiodOf } from '@/domain/time/calendar'

export {
  ApiError,
  isKey,
  onKey,
  onReach,
  onRefusal,
  QueryError,
  takeKeyFromAddress,
  useApiKey,
} from '@/api/http'
export { exportBucket, exportAll, importFile, type Transfer } from '@/api/transfer'
export { beginPause, endPause, getPause } from '@/api/pausing'
export { STOPPED, stopWaiting, TIMED_OUT, waitingSince } from '@/api/waiting'

type Signal = AbortSignal | undefined

export interface ServerInfo {
  hostname: string
  version: string
  testing: boolean
  device_id: string
}

export function getInfo(signal?: Signal): Promise<ServerInfo> {
  return request('info', { signal })
}

export function getHealth(): Promise<ServerHealth> {
  return request('health')
}

/** The privacy rules, those by default, and what is wrong with any. */
export function getPrivacy(signal?: Signal): Promise<PrivacyRules> {
  return request('privacy', { signal })
}

/** What rules would change in the history, those of the setting if none are given; in no bucket it only checks them. */
export function previewPrivacy(
  asked: { filters?: readonly unknown[]; buckets?: readonly string[] },
  signal?: Signal,
): Promise<Preview> {
  return request('privacy/preview', { method: 'POST', body: asked, signal })
}

/** Change the history as a preview told; answers when all is done. */
export function applyPrivacy(order: Order): Promise<Applied> {
  return request('privacy/apply', { method: 'POST', body: order })
}

/** The buckets by id. */
export function getBuckets(): Promise<Record<string, Bucket>> {
  return request('buckets/')
}

/** Make a bucket if there is none of that id; `!local` as its host means the server's. */
export async function ensureBucket(
  id: string,
  bucket: { type: string; client: string; hostname: string },
): Promise<void> {
  await request(`buckets/${encodeURIComponent(id)}`, { method: 'POST', body: bucket })
}

/** For ever: a bucket with all of its events. */
export async function deleteBucket(id: string): Promise<void> {
  await request(`buckets/${encodeURIComponent(id)}`, { method: 'DELETE', params: { force: 1 } })
}

export interface EventsRange extends Partial<Interval> {
  limit?: number
  signal?: Signal
}

/** Events that lie in a range at least in part, cut to it, newest first. */
export function getEvents(
  bucketId: string,
  { start, end, limit, signal }: EventsRange = {},
): Promise<AwEvent[]> {
  const params = { ...rangeParams({ start, end }), limit: limit ?? -1 }
  return request(`buckets/${encodeURIComponent(bucketId)}/events`, { params, signal })
}

/** An event whole, not cut to any range. */
export function getEvent(bucketId: string, id: number, signal?: Signal): Promise<AwEvent> {
  return request(`buckets/${encodeURIComponent(bucketId)}/events/${id}`, { signal })
}

/** The same; null if there is none, or none any more. */
export async function findEvent(bucketId: string, id: number): Promise<AwEvent | null> {
  try {
    return await getEvent(bucketId, id)
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null
    throw error
  }
}

export function countEvents(
  bucketId: string,
  range: Partial<Interval> & { signal?: Signal } = {},
): Promise<number> {
  const { signal } = range
  return request(`buckets/${encodeURIComponent(bucketId)}/events/count`, {
    params: rangeParams(range),
    signal,
  })
}

/** Store an event: a new one, or, if it has an id, in the place of the one with that id. */
export async function saveEvent(bucketId: string, event: AwEvent): Promise<AwEvent> {
  const [saved] = await saveEvents(bucketId, [event])
  return saved ?? event
}

/** Store events, all or none, as `saveEvent` does. */
export function saveEvents(bucketId: string, events: readonly AwEvent[]): Promise<AwEvent[]> {
  return request(`buckets/${encodeURIComponent(bucketId)}/events`, { method: 'POST', body: events })
}

export async function deleteEvent(bucketId: string, id: number): Promise<void> {
  await request(`buckets/${encodeURIComponent(bucketId)}/events/${id}`, { method: 'DELETE' })
}

/** What a query answers, one answer for each interval. */
export function runQuery<Answer>(
  query: string,
  intervals: readonly Interval[],
  signal?: Signal,
): Promise<Answer[]> {
  const body = { query: [query], timeperiods: intervals.map(timeperiodOf) }
  return request('query/', { method: 'POST', body, signal } satisfies RequestOptions)
}

export function getSettings(): Promise<Record<string, unknown>> {
  return request('settings')
}

/** Null where it is not set. */
export function getSetting(key: string): Promise<unknown> {
  return request(`settings/${encodeURIComponent(key)}`)
}

/** Keep a setting; null forgets it. */
export async function saveSetting(key: string, value: unknown): Promise<void> {
  await request(`settings/${encodeURIComponent(key)}`, { method: 'POST', body: value })
}

function rangeParams({
  start,
  end,
}: {
  start?: number | undefined
  end?: number | undefined
}): Record<string, string | undefined> {
  return {
    start: start === undefined ? undefined : isoAt(start),
    end: end === undefined ? undefined : isoAt(end),
  }
}
