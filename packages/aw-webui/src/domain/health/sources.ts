/** Sources that stopped recording: a program that should say something now and does not. */

import { browserIn } from '@/domain/queries/browsers'
import { type Device, lastSeenOf } from '@/domain/devices'
import { type AwEvent, type Bucket, endOf, startOf, textOf } from '@/domain/events/event'
import { appsOfBrowser, appsOfEditor } from '@/domain/health/apps'

const MINUTE = 60_000

/** Another source that reported as lately proves that the device is on. */
export const ALIVE = 5 * MINUTE

/** How long the window and AFK watchers may be silent on a device that is on: both report at least every minute. */
export const WATCHER_PAUSE = 10 * MINUTE

/** How long someone may use a browser whose tabs are not reported: pages such as settings and private ones are not. */
export const BROWSER_PAUSE = 10 * MINUTE

/** An editor reports what is edited; reading takes longer. */
export const EDITOR_PAUSE = 20 * MINUTE

/** A source that has been silent longer than this is one that is no longer used. */
export const RETIRED = 14 * 24 * 60 * MINUTE

/** `silent` is about all watchers of the server's own device. */
export type SourceKind = 'window' | 'afk' | 'browser' | 'editor' | 'silent'

/** A source that stopped. */
export interface SourceFinding {
  /** Stays the same while it is the same trouble. */
  key: string
  kind: SourceKind
  bucketId: string
  /** The program that reports: the bucket's client. */
  client: string
  hostname: string
  /** The end of its last event, milliseconds since 1970. */
  since: number
  /** Seconds for which it could have reported something; null where it should always. */
  missedSeconds: number | null
}

/**
 * The window and AFK watchers that stopped while another source of the same device goes on.
 *
 * A device all of whose sources are silent is off: no finding; but see `silentHost`.
 */
export function stoppedWatchers(devices: readonly Device[], now: number): SourceFinding[] {
  return devices.flatMap((device) =>
    (['window', 'afk'] as const).flatMap((kind) => {
      const bucket = device[kind]
      return bucket && hasStopped(bucket, device, now) ? [finding(kind, bucket, null)] : []
    }),
  )
}

/**
 * The server's own device if all of its watchers are silent: it is on, as the server answers.
 *
 * Not a finding: a server without watchers of its own, one watcher of two (`stoppedWatchers` tells of it), and a
 * machine that woke just now (not asked then).
 *
 * @param hostname that of the server.
 */
export function silentHost(devices: readonly Device[], hostname: string, now: number): SourceFinding[] {
  const device = devices.find((one) => one.hostname === hostname)
  if (!device || stoppedWatchers([device], now).length) return []
  const watchers = [device.window, device.afk].filter((bucket) => bucket !== null)
  const [latest] = watchers
    .filter((bucket) => lastSeenOf(bucket) > 0)
    .sort((a, b) => lastSeenOf(b) - lastSeenOf(a))
  if (!latest || !isOverdue(latest, WATCHER_PAUSE, now)) return []
  return [{ ...finding('silent', latest, null), key: `silent ${hostname} ${lastSeenOf(latest)}` }]
}

function hasStopped(bucket: Bucket, device: Device, now: number): boolean {
  const others = device.buckets.filter(({ id }) => id !== bucket.id)
  // An event far in the future tells nothing of the present: a clock was wrong.
  const isOn = others.some((other) => Math.abs(now - lastSeenOf(other)) <= ALIVE)
  return isOn && isOverdue(bucket, WATCHER_PAUSE, now)
}

function isOverdue(bucket: Bucket, pause: number, now: number): boolean {
  const silence = now - lastSeenOf(bucket)
  return lastSeenOf(bucket) > 0 && silence > pause && silence <= RETIRED
}

/** A browser's or editor's source that has been silent for so long that what was in front meanwhile matters. */
export interface Suspect {
  kind: 'browser' | 'editor'
  bucket: Bucket
  /** The names its windows may have. */
  apps: readonly string[]
}

/** The sources of a device that are to be compared with what was in front. */
export function suspectsOf(device: Device, now: number): Suspect[] {
  if (!device.window || now - lastSeenOf(device.window) > WATCHER_PAUSE) return []
  const sources = [...device.browsers.map(browserSource), ...device.editors.map(editorSource)]
  const reporting = sources.filter(({ bucket, kind }) => !isOverdue(bucket, pauseOf(kind), now))
  const covered = new Set(reporting.filter(({ bucket }) => isRecent(bucket, now)).flatMap(({ apps }) => apps))
  return sources
    .filter((source) => !reporting.includes(source))
    .map((source) => ({ ...source, apps: source.apps.filter((app) => !covered.has(app)) }))
    .filter(({ apps }) => apps.length > 0)
}

function isRecent(bucket: Bucket, now: number): boolean {
  return now - lastSeenOf(bucket) <= EDITOR_PAUSE
}

/**
 * The suspects whose program was in front, with someone there, for longer than they may be silent.
 *
 * @param present what was in front while someone was there, lately.
 */
export function stoppedSources(suspects: readonly Suspect[], present: readonly AwEvent[]): SourceFinding[] {
  return suspects.flatMap(({ kind, bucket, apps }) => {
    const missed = secondsInFront(present, apps, lastSeenOf(bucket))
    return missed * 1000 > pauseOf(kind) ? [finding(kind, bucket, missed)] : []
  })
}

function secondsInFront(present: readonly AwEvent[], apps: readonly string[], since: number): number {
  return present
    .filter((event) => apps.includes(textOf(event, 'app')))
    .reduce((sum, event) => sum + Math.max(0, endOf(event) - Math.max(startOf(event), since)) / 1000, 0)
}

function pauseOf(kind: Suspect['kind']): number {
  return kind === 'browser' ? BROWSER_PAUSE : EDITOR_PAUSE
}

function browserSource(bucket: Bucket): Suspect {
  return { kind: 'browser', bucket, apps: appsOfBrowser(browserIn(bucket.id)) }
}

function editorSource(bucket: Bucket): Suspect {
  return { kind: 'editor', bucket, apps: appsOfEditor(bucket.client) }
}

function finding(kind: SourceKind, bucket: Bucket, missedSeconds: number | null): SourceFinding {
  const since = lastSeenOf(bucket)
  const { id: bucketId, client, hostname } = bucket
  return { key: `${bucketId} ${since}`, kind, bucketId, client, hostname, since, missedSeconds }
}
