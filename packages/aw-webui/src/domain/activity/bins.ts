/** Bars and the lane of a period, from what the server counted in each of their pieces. */

import { categoryOf } from '@/domain/activity/tree'
import { pathOf } from '@/domain/categories/category'
import type { ColorOf } from '@/domain/categories/colors'
import type { BarBin, BarPart } from '@/domain/charts/bars'
import { type AwEvent, startOf } from '@/domain/events/event'
import type { Interval } from '@/domain/time/calendar'
import { formatDate, formatTime, type Place } from '@/domain/time/format'
import type { Bin, BinSize } from '@/domain/time/period'

/** How categories are shown. */
export interface CategoryLook {
  colorOf: ColorOf
  /** What a category is called. */
  nameOf: (name: readonly string[]) => string
  /** Categories in the order in which they are stacked. */
  order: readonly (readonly string[])[]
}

/** A bar for each bin, stacked by category. */
export function categoryBars(
  bins: readonly Bin[],
  events: readonly AwEvent[],
  look: CategoryLook,
  place: Place,
): BarBin[] {
  const inBin = new Map<number, AwEvent[]>()
  for (const event of events) {
    const start = startOf(event)
    inBin.set(start, [...(inBin.get(start) ?? []), event])
  }
  const count = bins.length
  return bins.map((bin) => ({
    start: bin.start,
    end: bin.end,
    label: labelOf(bin, count, place),
    title: titleOf(bin, place),
    parts: partsOf(inBin.get(bin.start) ?? [], look),
  }))
}

/** What events of one bin are stacked from. */
export function partsOf(events: readonly AwEvent[], { colorOf, nameOf, order }: CategoryLook): BarPart[] {
  return inOrder(events, order).map((event) => {
    const name = categoryOf(event)
    return { key: pathOf(name), name: nameOf(name), seconds: event.duration, color: colorOf(name) }
  })
}

function inOrder(events: readonly AwEvent[], order: readonly (readonly string[])[]): AwEvent[] {
  const rank = new Map(order.map((name, index) => [pathOf(name), index]))
  const rankOf = (event: AwEvent) => rank.get(pathOf(categoryOf(event))) ?? order.length
  return [...events].sort((a, b) => rankOf(a) - rankOf(b))
}

/** A stretch of one colour in the lane; `from` and `to` are shares of its whole length. */
export interface LanePiece {
  color: string
  from: number
  to: number
}

/** The lane: in each of its pieces the categories side by side, as long as they took; the rest stays empty. */
export function lanePieces(
  events: readonly AwEvent[],
  { start, end }: Interval,
  { colorOf, order }: Pick<CategoryLook, 'colorOf' | 'order'>,
): LanePiece[] {
  const length = (end - start) / 1000
  const filled = new Map<number, number>()
  return inOrder(events, order).map((event) => {
    const at = startOf(event)
    const offset = filled.get(at) ?? 0
    filled.set(at, offset + event.duration)
    const from = (at - start) / 1000 + offset
    const color = colorOf(categoryOf(event))
    return { color, from: from / length, to: (from + event.duration) / length }
  })
}

/** Short, to stand below a bar. Days and months begin on the date they are called by, at whatever hour that is. */
function labelOf({ start, size }: Bin, count: number, place: Place): string {
  if (size === 'hour') return hourLabel(start, place)
  if (size === 'month') return formatDate(start, place, { month: 'short' })
  return count <= 7
    ? formatDate(start, place, { weekday: 'short', day: 'numeric' })
    : formatDate(start, place, { day: 'numeric' })
}

const TITLES: Record<Exclude<BinSize, 'hour'>, Intl.DateTimeFormatOptions> = {
  day: { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' },
  month: { month: 'long', year: 'numeric' },
}

/** In full. */
function titleOf({ start, end, size }: Bin, place: Place): string {
  if (size !== 'hour') return formatDate(start, place, TITLES[size])
  return formatTimeRange({ start, end }, place)
}

/** `10:00 – 11:00`; with the names of summer and winter time where a clock set back shows the same time twice. */
export function formatTimeRange({ start, end }: Interval, place: Place): string {
  const [from, to] = [formatTime(start, place), formatTime(end, place)]
  if (from !== to) return `${from} – ${to}`
  const { locale, zone } = place
  const format = new Intl.DateTimeFormat(locale, { timeZone: zone, ...WITH_ZONE })
  return `${format.format(start)} – ${format.format(end)}`
}

const WITH_ZONE: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', timeZoneName: 'short' }

/** `08`, `8 AM`: the hour without words that some languages put after it. */
export function hourLabel(moment: number, { locale, zone }: Place): string {
  const format = new Intl.DateTimeFormat(locale, { timeZone: zone, hour: 'numeric' })
  return format
    .formatToParts(moment)
    .filter(({ type }) => type === 'hour' || type === 'dayPeriod')
    .map(({ value }) => value)
    .join(' ')
}
