/** The lanes of the timeline: one for the categories, one for each bucket, in groups by device. */

import { type Device, firstSeenOf, lastSeenOf, STOPWATCH_TYPE } from '@/domain/devices'
import type { Bucket } from '@/domain/events/event'
import { PAUSE_TYPE } from '@/domain/pause/pause'
import { ownValue } from '@/domain/record'
import type { Interval } from '@/domain/time/calendar'

export const LANE_KINDS = [
  'categories',
  'pause',
  'stopwatch',
  'presence',
  'window',
  'browser',
  'editor',
  'other',
] as const
export type LaneKind = (typeof LANE_KINDS)[number]

export interface Lane {
  /** The bucket's id; `categories` for the lane that no bucket is behind. */
  id: string
  kind: LaneKind
  /** Empty where it is about all devices. */
  host: string
  client: string
  /** None for the categories. */
  bucketId: string | null
  /** Where the counts of its events are found: many events are drawn as columns. */
  counted: readonly string[]
  /** Outside of it there is nothing to ask for. */
  range: Interval
}

export const CATEGORY_LANE = 'categories'

const KIND_OF_TYPE: Readonly<Record<string, LaneKind>> = {
  [PAUSE_TYPE]: 'pause',
  [STOPWATCH_TYPE]: 'stopwatch',
  afkstatus: 'presence',
  currentwindow: 'window',
  'web.tab.current': 'browser',
  'app.editor.activity': 'editor',
}

/** All lanes: what is about all devices first, then device by device. */
export function lanesOf(buckets: readonly Bucket[], devices: readonly Device[]): Lane[] {
  const manual = buckets.filter(({ type }) => type === STOPWATCH_TYPE)
  const perDevice = devices.flatMap((device) =>
    device.buckets.map((bucket) => laneOf(bucket, device.hostname)).sort(byKind),
  )
  const pauses = buckets
    .filter(({ type }) => type === PAUSE_TYPE)
    .map((bucket) => laneOf(bucket, bucket.hostname))
  return [
    categoryLane(devices, manual),
    ...manual.map((bucket) => laneOf(bucket, '')),
    ...pauses,
    ...perDevice,
  ]
}

/** What the lanes are about, from the first event to the last. */
export function extentOf(lanes: readonly Lane[]): Interval | null {
  const filled = lanes.filter(({ range }) => range.end > range.start)
  if (!filled.length) return null
  return {
    start: Math.min(...filled.map(({ range }) => range.start)),
    end: Math.max(...filled.map(({ range }) => range.end)),
  }
}

/** The keys of an event's data by which the time in a column is told apart, by kind of lane. */
export const KEYS: Readonly<Record<LaneKind, readonly string[]>> = {
  categories: ['$category', 'app'],
  pause: ['by'],
  stopwatch: ['$category', 'label'],
  presence: ['status', 'evidence'],
  window: ['$category', 'app'],
  browser: ['$category', '$domain'],
  editor: ['$category', 'project'],
  other: ['$category'],
}

/** The key by which time has its colour. */
export const COLOR_KEY: Readonly<Record<LaneKind, string>> = {
  categories: '$category',
  pause: 'by',
  stopwatch: '$category',
  presence: 'status',
  window: '$category',
  browser: '$category',
  editor: '$category',
  other: '$category',
}

function categoryLane(devices: readonly Device[], manual: readonly Bucket[]): Lane {
  const sources = [...devices.flatMap(({ window, android }) => window ?? android ?? []), ...manual]
  return {
    id: CATEGORY_LANE,
    kind: 'categories',
    host: '',
    client: '',
    bucketId: null,
    counted: sources.map(({ id }) => id),
    range: rangeOf(sources),
  }
}

function laneOf(bucket: Bucket, host: string): Lane {
  const { id, type, client } = bucket
  const kind = ownValue(KIND_OF_TYPE, type) ?? 'other'
  return { id, kind, host, client, bucketId: id, counted: [id], range: rangeOf([bucket]) }
}

function byKind(one: Lane, other: Lane): number {
  return LANE_KINDS.indexOf(one.kind) - LANE_KINDS.indexOf(other.kind)
}

function rangeOf(buckets: readonly Bucket[]): Interval {
  const filled = buckets.filter((bucket) => lastSeenOf(bucket) > 0)
  if (!filled.length) return { start: 0, end: 0 }
  const starts = filled.map(firstSeenOf)
  const ends = filled.map((bucket) =>
    Math.max(lastSeenOf(bucket), Date.parse(bucket.metadata?.end ?? '') || 0),
  )
  return { start: Math.min(...starts), end: Math.max(...ends) }
}
