/** Sources that stopped recording: a program that should say something now and does not. */

import { browserIn } from '@/domain/queries/browsers'
import { type Device, lastSeenOf } from '@/domain/devices'
import { type AwEvent, type Bucket, endOf, startOf, textOf } from '@/domain/events/event'
import { appsOfBrowser, appsOfEditor } from '@/domain/health/apps'
import { heardOf, type HeardSource, type HeardSources, isAtWork, isOver } from '@/domain/health/heard'

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
  /** What it said of itself; null of one that does not. */
  heard: HeardSource | null
}

/** What there is to judge by: what the server says of the sources, and its own device, which is on. */
export interface Known {
  sources: HeardSources
  hostname: string
}

const NOTHING: Known = { sources: {}, hostname: '' }

/**
 * The window and AFK watchers that stopped while another source of the same device goes on.
 *
 * A device all of whose sources are silent is off: no finding, unless the server runs on it and the watchers say when
 * they look; but see `silentHost`.
 */
export function stoppedWatchers(
  devices: readonly Device[],
  now: number,
  known: Known = NOTHING,
): SourceFinding[] {
  return devices.flatMap((device) =>
    (['window', 'afk'] as const).flatMap((kind) => {
      const bucket = device[kind]
      if (!bucket) return []
      const heard = heardOf(bucket, known.sources)
      if (!heard) return hasStopped(bucket, device, now, known) ? [finding(kind, bucket, null)] : []
      return isGone(bucket, heard, device, now, known) ? [toldFinding(kind, bucket, heard)] : []
    }),
  )
}

/** Whether a watcher that says when it looks has ended, or looks no more. */
function isGone(bucket: Bucket, heard: HeardSource, device: Device, now: number, known: Known): boolean {
  const since = Date.parse(heard.since ?? '')
  const isOn = device.hostname === known.hostname || othersGoOn(bucket, device, now, known)
  return isOver(heard) && isOn && now - since <= RETIRED
}

/**
 * The server's own device if all of its watchers are silent: it is on, as the server answers.
 *
 * Not a finding: a server without watchers of its own, one watcher of two (`stoppedWatchers` tells of it), and a
 * machine that woke just now (not asked then).
 *
 * @param known with the hostname of the server.
 */
export function silentHost(devices: readonly Device[], now: number, known: Known): SourceFinding[] {
  const { hostname, sources } = known
  const device = devices.find((one) => one.hostname === hostname)
  if (!device || stoppedWatchers([device], now, known).length) return []
  const watchers = [device.window, device.afk].filter((bucket) => bucket !== null)
  if (watchers.some((bucket) => heardOf(bucket, sources))) return [] // they are judged one by one
  const [latest] = watchers
    .filter((bucket) => lastSeenOf(bucket) > 0)
    .sort((a, b) => lastSeenOf(b) - lastSeenOf(a))
  if (!latest || !isOverdue(latest, WATCHER_PAUSE, now)) return []
  return [{ ...finding('silent', latest, null), key: `silent ${hostname} ${lastSeenOf(latest)}` }]
}

function hasStopped(bucket: Bucket, device: Device, now: number, known: Known): boolean {
  return othersGoOn(bucket, device, now, known) && isOverdue(bucket, WATCHER_PAUSE, now)
}

function othersGoOn(bucket: Bucket, device: Device, now: number, { sources }: Known): boolean {
  const others = device.buckets.filter(({ id }) => id !== bucket.id)
  return others.some(
    (other) =>
      // An event far in the future tells nothing of the present: a clock was wrong.
      isAtWork(heardOf(other, sources)) || Math.abs(now - lastSeenOf(other)) <= ALIVE,
  )
}

function isOverdue(bucket: Bucket, pause: number, now: number): boolean {
  const silence = now - lastSeenOf(bucket)
  return lastSeenOf(bucket) > 0 && silence > pause && silence <= RETIRED
}

/** A browser's or editor's source that has been silent for so long that what was in front meanwhile matters. */
export interface Suspect {
  kind: 'browser' | 'editor'
  bucket: Bucket
  /** What it said when it ended; null of one that did not. */
  ended: HeardSource | null
  /** The names its windows may have. */
  apps: readonly string[]
}

/** The sources of a device that are to be compared with what was in front. */
export function suspectsOf(device: Device, now: number, known: Known = NOTHING): Suspect[] {
  if (!device.window || now - lastSeenOf(device.window) > WATCHER_PAUSE) return []
  const sources = [...device.browsers.map(browserSource), ...device.editors.map(editorSource)]
  const reporting = sources.filter(
    ({ bucket, kind }) => isAtWork(heardOf(bucket, known.sources)) || !isOverdue(bucket, pauseOf(kind), now),
  )
  const covered = new Set(reporting.filter(({ bucket }) => isRecent(bucket, now)).flatMap(({ apps }) => apps))
  return sources
    .filter((source) => !reporting.includes(source))
    .map((source) => ({
      ...source,
      ended: endedOf(source.bucket, known),
      apps: source.apps.filter((app) => !covered.has(app)),
    }))
    .filter(({ apps }) => apps.length > 0)
}

function endedOf(bucket: Bucket, { sources }: Known): HeardSource | null {
  const heard = heardOf(bucket, sources)
  return heard?.state === 'ended' ? heard : null
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
  return suspects.flatMap(({ kind, bucket, ended, apps }) => {
    const missed = secondsInFront(present, apps, lastSeenOf(bucket))
    return missed * 1000 > pauseOf(kind) ? [{ ...finding(kind, bucket, missed), heard: ended }] : []
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

type Source = Omit<Suspect, 'ended'>

function browserSource(bucket: Bucket): Source {
  return { kind: 'browser', bucket, apps: appsOfBrowser(browserIn(bucket.id)) }
}

function editorSource(bucket: Bucket): Source {
  return { kind: 'editor', bucket, apps: appsOfEditor(bucket.client) }
}

function finding(kind: SourceKind, bucket: Bucket, missedSeconds: number | null): SourceFinding {
  const since = lastSeenOf(bucket)
  const { id: bucketId, client, hostname } = bucket
  return { key: `${bucketId} ${since}`, kind, bucketId, client, hostname, since, missedSeconds, heard: null }
}

/** The same of a watcher that said so itself. */
function toldFinding(kind: SourceKind, bucket: Bucket, heard: HeardSource): SourceFinding {
  // One that never recorded anything says anew at each start that it cannot: that is the same trouble.
  const key = `${bucket.id} ${heard.newest === null && heard.reason ? heard.reason : heard.since}`
  return { ...finding(kind, bucket, null), key, since: Date.parse(heard.since ?? ''), heard }
}
