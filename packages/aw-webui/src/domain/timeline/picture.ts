/** What a lane has at hand for a stretch of time: single events, or columns with the share of each thing. */

import type { AwEvent } from '@/domain/events/event'
import { endOf, startOf } from '@/domain/events/event'
import type { Interval } from '@/domain/time/calendar'

/** An event as it is drawn. */
export interface Span extends Interval {
  event: AwEvent
  label: string
  color: string
  style: Style
}

/**
 * How a bar is filled: as it is, hatched (away), dashed (someone was there by other evidence than input), or tinted
 * under stripes (no category).
 */
export type Style = 'solid' | 'hatched' | 'dashed' | 'tinted'

/** The time of one thing within a column. */
export interface Part {
  event: AwEvent
  /** 0 to 1: of the column's height. */
  share: number
  label: string
  color: string
  style: Style
}

/** A stretch with too many events to draw each. */
export interface Column extends Interval {
  parts: Part[]
  /** From the bottom up: parts of the same look are one layer. */
  layers: Layer[]
}

/** As much of a column's height as has a look. */
export type Layer = Pick<Part, 'share' | 'color' | 'style'>

export type Picture = { kind: 'spans'; spans: Span[] } | { kind: 'columns'; columns: Column[] }

/** How an event of a lane looks. */
export interface Look {
  label: string
  color: string
  style: Style
}
export type LookOf = (event: AwEvent) => Look

/** How much a picture takes of the memory that tiles may take. */
export function weightOf(picture: Picture): number {
  if (picture.kind === 'spans') return picture.spans.length
  return picture.columns.reduce((sum, { parts }) => sum + parts.length + 1, 0)
}

/** Events in any order as bars, by their start. */
export function spansOf(events: readonly AwEvent[], lookOf: LookOf): Span[] {
  return events
    .map((event) => ({ start: startOf(event), end: endOf(event), event, ...lookOf(event) }))
    .sort((a, b) => a.start - b.start)
}

/** Columns of a day or more are full with so much of it: nobody works around the clock, and hours have to be seen. */
const FULL_DAY = 0.5
const DAY = 86_400_000

/** Pieces of a lane with the same look that touch, up to this many milliseconds apart, are one. */
const TOUCH = 1000

/** Neighbours of the same look as one bar: it stands for all of them, its event is the longest. */
export function merged(spans: readonly Span[]): Span[] {
  const result: Span[] = []
  for (const span of spans) {
    const last = result.at(-1)
    const anonymous = { ...span, event: { ...span.event, id: null } }
    if (!last || !isSame(last, anonymous)) {
      result.push(anonymous)
    } else {
      if (span.event.duration > last.event.duration) last.event = anonymous.event
      last.end = Math.max(last.end, span.end)
    }
  }
  return result
}

/** What `bin_events` answers as columns; those without time are left out. Parts of the same look lie together. */
export function columnsOf(events: readonly AwEvent[], borders: readonly number[], lookOf: LookOf): Column[] {
  const byStart = new Map<number, AwEvent[]>()
  for (const event of events) {
    const start = startOf(event)
    const inColumn = byStart.get(start)
    if (inColumn) inColumn.push(event)
    else byStart.set(start, [event])
  }
  return borders.slice(0, -1).flatMap((start, index) => {
    const inside = byStart.get(start)
    const end = borders[index + 1] ?? start
    if (!inside) return []
    const parts = partsOf(inside, fullTime(end - start), lookOf)
    return [{ start, end, parts, layers: layersOf(parts) }]
  })
}

/** Parts of one colour lie next to each other. */
function layersOf(parts: readonly Part[]): Layer[] {
  const layers: Layer[] = []
  for (const { share, color, style } of parts) {
    const last = layers.at(-1)
    if (last?.color === color && last.style === style) last.share += share
    else layers.push({ share, color, style })
  }
  return layers
}

/**
 * The parts, and for each colour of a column what is left of its total: the time of all that is too little to be named.
 *
 * @param key of the data, by which time has its colour.
 */
export function withRest(parts: readonly AwEvent[], totals: readonly AwEvent[], key: string): AwEvent[] {
  const place = ({ timestamp, data }: AwEvent) => `${timestamp} ${JSON.stringify(data[key])}`
  const named = new Map<string, number>()
  for (const part of parts) named.set(place(part), (named.get(place(part)) ?? 0) + part.duration)
  const rest = totals
    .map((total) => ({ ...total, duration: total.duration - (named.get(place(total)) ?? 0) }))
    .filter(({ duration }) => duration > LEAST)
  return [...parts, ...rest]
}

/** Seconds; what is less comes from adding up. */
const LEAST = 0.001

/** The milliseconds that fill a column. */
function fullTime(length: number): number {
  return length > DAY / 2 ? length * FULL_DAY : length
}

/** Sorted by colour, so that neighbouring columns look alike; together they never fill more than the column. */
function partsOf(events: readonly AwEvent[], full: number, lookOf: LookOf): Part[] {
  const sized = events.map((event) => ({ event, share: (event.duration * 1000) / full, ...lookOf(event) }))
  const total = sized.reduce((sum, { share }) => sum + share, 0)
  const scale = total > 1 ? 1 / total : 1
  return sized
    .map((part) => ({ ...part, share: part.share * scale }))
    .sort((a, b) => (a.color === b.color ? b.share - a.share : a.color < b.color ? -1 : 1))
}

/** Pieces of one event, cut at the borders of tiles, put together again; both lists are by start. */
export function joined(one: readonly Span[], next: readonly Span[]): Span[] {
  const last = one.at(-1)
  const first = next[0]
  if (!last || !first || !isSame(last, first)) return [...one, ...next]
  return [...one.slice(0, -1), { ...last, end: Math.max(last.end, first.end) }, ...next.slice(1)]
}

/** The same event by its id; or, in the merged lane, neighbours of the same look. */
function isSame(one: Span, other: Span): boolean {
  const id = one.event.id ?? null
  if (id !== null || (other.event.id ?? null) !== null) return id === other.event.id && one.end >= other.start
  return one.label === other.label && one.color === other.color && other.start - one.end <= TOUCH
}

/** By list: the latest end among each item and those before it. It ascends even where items lie on each other. */
const reaches = new WeakMap<readonly Interval[], Float64Array>()

function reachesOf(items: readonly Interval[]): Float64Array {
  let known = reaches.get(items)
  if (!known) {
    let latest = -Infinity
    known = Float64Array.from(items, ({ end }) => (latest = Math.max(latest, end)))
    reaches.set(items, known)
  }
  return known
}

/** The index of the first item, by start, from which on any may end after a moment. The list must not change later. */
export function firstReaching(items: readonly Interval[], moment: number): number {
  const latest = reachesOf(items)
  let low = 0
  let high = items.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((latest[middle] ?? 0) <= moment) low = middle + 1
    else high = middle
  }
  return low
}

/** The items that lie in an interval at least in part. */
export function visible<Item extends Interval>(items: readonly Item[], interval: Interval): Item[] {
  const found: Item[] = []
  for (let index = firstReaching(items, interval.start); index < items.length; index += 1) {
    const item = items[index]
    if (!item || item.start >= interval.end) break
    if (item.end > interval.start) found.push(item)
  }
  return found
}

/**
 * The item under a moment; where it is between tiny ones, the nearest within `reach` milliseconds.
 * Of several that lie on each other, the one that begins last, as it is drawn on top.
 */
export function itemAt<Item extends Interval>(
  items: readonly Item[],
  moment: number,
  reach: number,
): Item | null {
  let best: Item | null = null
  let distance = Infinity
  for (const item of visible(items, { start: moment - reach, end: moment + reach })) {
    const away = item.start > moment ? item.start - moment : Math.max(0, moment - item.end)
    if (away <= distance) {
      best = item
      distance = away
    }
  }
  return best
}
