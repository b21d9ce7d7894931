/** Which buckets belong together: the sources of one device. */

import type { QueryClass } from '@/domain/categories/category'
import type { Bucket } from '@/domain/events/event'
import type { AndroidParams, DesktopParams, DeviceParams } from '@/domain/queries/canonical'
import { browsersWithBuckets } from '@/domain/queries/browsers'

export interface Device {
  hostname: string
  buckets: Bucket[]
  window: Bucket | null
  afk: Bucket | null
  android: Bucket | null
  browsers: Bucket[]
  editors: Bucket[]
  /** Milliseconds since 1970 of the newest event; 0 if there is none. */
  lastSeen: number
}

export const STOPWATCH_TYPE = 'general.stopwatch'
export const STOPWATCH_BUCKET = 'aw-stopwatch'

/** The devices, the one that reported last first. Buckets of no device (stopwatches) are in none. */
export function devicesOf(buckets: readonly Bucket[]): Device[] {
  const byHost = new Map<string, Bucket[]>()
  for (const bucket of buckets) {
    if (bucket.type === STOPWATCH_TYPE) continue
    byHost.set(bucket.hostname, [...(byHost.get(bucket.hostname) ?? []), bucket])
  }
  return [...byHost].map(([hostname, own]) => deviceOf(hostname, own)).sort((a, b) => b.lastSeen - a.lastSeen)
}

/** Whether activity can be told at all: what was in front is known. */
export function hasActivity(device: Device): boolean {
  return device.window !== null || device.android !== null
}

/** The end of a bucket's newest event, milliseconds since 1970; 0 if it has none. */
export function lastSeenOf(bucket: Bucket): number {
  const end = bucket.last_updated ?? bucket.metadata?.end
  return end ? Date.parse(end) : 0
}

/** The start of a bucket's oldest event; when it was made if that is not known. */
export function firstSeenOf(bucket: Bucket): number {
  const start = bucket.metadata?.start ?? bucket.created
  return start ? Date.parse(start) : 0
}

export interface Counting {
  classes: readonly QueryClass[]
  filterAfk: boolean
  includeAudible: boolean
  alwaysActive: string
}

/** What to ask about a device; null if what was in front is not known. */
export function paramsOf(device: Device, counting: Counting): DeviceParams | null {
  const common = {
    classes: counting.classes,
    filterAfk: counting.filterAfk,
    includeAudible: counting.includeAudible,
  }
  if (device.window) return desktopParams(device, device.window, counting, common)
  if (device.android) return { ...common, android: device.android.id } satisfies AndroidParams
  return null
}

function desktopParams(
  device: Device,
  window: Bucket,
  { alwaysActive }: Counting,
  common: Pick<DesktopParams, 'classes' | 'filterAfk' | 'includeAudible'>,
): DesktopParams {
  return {
    ...common,
    // Without an AFK watcher nobody can tell when someone was there: all time counts.
    filterAfk: common.filterAfk !== false && device.afk !== null,
    window: window.id,
    afk: device.afk?.id ?? window.id,
    browsers: device.browsers.map(({ id }) => id),
    alwaysActive: alwaysActive || undefined,
  }
}

function deviceOf(hostname: string, buckets: Bucket[]): Device {
  const browserIds = new Set(
    browsersWithBuckets(buckets.filter(isWeb).map(({ id }) => id)).map(({ bucketId }) => bucketId),
  )
  return {
    hostname,
    buckets,
    window: newest(
      buckets.filter(({ type, id }) => type === 'currentwindow' && !id.startsWith('aw-watcher-android')),
    ),
    afk: newest(buckets.filter(({ type }) => type === 'afkstatus')),
    android: newest(buckets.filter(({ id }) => id.startsWith('aw-watcher-android'))),
    browsers: buckets.filter(({ id }) => browserIds.has(id)),
    editors: buckets.filter(({ type }) => type === 'app.editor.activity'),
    lastSeen: Math.max(0, ...buckets.map(lastSeenOf)),
  }
}

function isWeb({ type }: Bucket): boolean {
  return type === 'web.tab.current'
}

function newest(buckets: readonly Bucket[]): Bucket | null {
  return buckets.reduce<Bucket | null>(
    (best, one) => (best && lastSeenOf(best) >= lastSeenOf(one) ? best : one),
    null,
  )
}
