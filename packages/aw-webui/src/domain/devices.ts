/** Which buckets belong together: the sources of one device. */

import type { QueryClass } from '@/domain/categories/category'
import type { Bucket } from '@/domain/events/event'
import type { AndroidParams, DesktopParams, DeviceParams } from '@/domain/queries/canonical'
import { PAUSE_TYPE } from '@/domain/pause/pause'
import { browserIn, browsersWithBuckets } from '@/domain/queries/browsers'
import { isWritable } from '@/domain/queries/literal'

export interface Device {
  hostname: string
  buckets: Bucket[]
  /** The one that reported last; `windows` and `afks` have all, by id. */
  window: Bucket | null
  windows: Bucket[]
  afk: Bucket | null
  afks: Bucket[]
  android: Bucket | null
  browsers: Bucket[]
  editors: Bucket[]
  /** Milliseconds since 1970 of the newest event; 0 if there is none. */
  lastSeen: number
}

export const STOPWATCH_TYPE = 'general.stopwatch'
export const STOPWATCH_BUCKET = 'aw-stopwatch'

const INPUT_TYPE = 'os.hid.input'

/** The devices, the one that reported last first. Buckets of no device (stopwatches, pauses) are in none. */
export function devicesOf(buckets: readonly Bucket[]): Device[] {
  const byHost = new Map<string, Bucket[]>()
  for (const bucket of buckets) {
    if (bucket.type === STOPWATCH_TYPE || bucket.type === PAUSE_TYPE) continue
    byHost.set(bucket.hostname, [...(byHost.get(bucket.hostname) ?? []), bucket])
  }
  const devices = [...byHost].map(([hostname, own]) => deviceOf(hostname, own))
  return withUnknown(devices).sort((a, b) => b.lastSeen - a.lastSeen)
}

/** Those of these names, in their order; without names all, by name: whichever reported last changes no number. */
export function chosenDevices(devices: readonly Device[], hosts: readonly string[] = []): Device[] {
  if (hosts.length) {
    return [...new Set(hosts)].flatMap((host) => devices.find(({ hostname }) => hostname === host) ?? [])
  }
  return [...devices].sort((a, b) => (a.hostname < b.hostname ? -1 : Number(a.hostname > b.hostname)))
}

/** What extensions of browsers and editors say that do not know the name of their computer. */
const UNKNOWN_HOST = 'unknown'

/** Where there is only one computer, it is the one they are on; it prefers what has its name. */
function withUnknown(devices: Device[]): Device[] {
  const unknown = devices.find(({ hostname, window }) => hostname === UNKNOWN_HOST && !window)
  const computers = devices.filter(({ window }) => window)
  const [only] = computers
  if (!unknown || !only || computers.length > 1) return devices
  const completed = {
    ...only,
    browsers: [...only.browsers, ...unlike(only.browsers, unknown.browsers, browserOf)],
    editors: [...only.editors, ...unlike(only.editors, unknown.editors, ({ client }) => client)],
  }
  return devices.map((device) => (device === only ? completed : device))
}

function unlike(
  own: readonly Bucket[],
  others: readonly Bucket[],
  kindOf: (bucket: Bucket) => unknown,
): Bucket[] {
  const kinds = new Set(own.map(kindOf))
  return others.filter((bucket) => !kinds.has(kindOf(bucket)))
}

function browserOf({ id }: Bucket): string | undefined {
  return browserIn(id)
}

/** The ids of what counts presses, clicks, movement and scrolls. */
export function inputBucketsOf({ buckets }: Device): string[] {
  return buckets.filter(({ id, type }) => type === INPUT_TYPE && isWritable(id)).map(({ id }) => id)
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
  const [window, ...further] = device.windows
  if (window) return desktopParams(device, [window, ...further], counting, common)
  if (device.android) return { ...common, android: device.android.id } satisfies AndroidParams
  return null
}

function desktopParams(
  device: Device,
  [window, ...furtherWindows]: [Bucket, ...Bucket[]],
  { alwaysActive }: Counting,
  common: Pick<DesktopParams, 'classes' | 'filterAfk' | 'includeAudible'>,
): DesktopParams {
  const [afk, ...furtherAfk] = device.afks
  return {
    ...common,
    // Without an AFK watcher nobody can tell when someone was there: all time counts.
    filterAfk: common.filterAfk !== false && afk !== undefined,
    window: window.id,
    afk: afk?.id ?? window.id,
    ...(furtherWindows.length && { furtherWindows: furtherWindows.map(({ id }) => id) }),
    ...(furtherAfk.length && { furtherAfk: furtherAfk.map(({ id }) => id) }),
    browsers: device.browsers.map(({ id }) => id),
    alwaysActive: alwaysActive || undefined,
  }
}

function deviceOf(hostname: string, all: Bucket[]): Device {
  // A bucket that queries cannot name can only be looked at as it is.
  const buckets = all.filter(({ id }) => isWritable(id))
  const browserIds = new Set(
    browsersWithBuckets(buckets.filter(isWeb).map(({ id }) => id)).map(({ bucketId }) => bucketId),
  )
  const windows = byId(
    buckets.filter(({ type, id }) => type === 'currentwindow' && !id.startsWith('aw-watcher-android')),
  )
  const afks = byId(buckets.filter(({ type }) => type === 'afkstatus'))
  return {
    hostname,
    buckets: all,
    window: newest(windows),
    windows,
    afk: newest(afks),
    afks,
    android: newest(buckets.filter(({ id }) => id.startsWith('aw-watcher-android'))),
    browsers: buckets.filter(({ id }) => browserIds.has(id)),
    editors: buckets.filter(({ type }) => type === 'app.editor.activity'),
    lastSeen: Math.max(0, ...all.map(lastSeenOf)),
  }
}

/** Always the same, whichever reported last. */
function byId(buckets: readonly Bucket[]): Bucket[] {
  return [...buckets].sort((a, b) => (a.id < b.id ? -1 : 1))
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
