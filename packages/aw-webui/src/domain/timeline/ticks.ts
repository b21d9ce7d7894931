/** The times written along the top: round ones in the person's zone, as many as there is room for. */

import { Temporal } from 'temporal-polyfill'

import { clockAt, type Interval, type PlainDate } from '@/domain/time/calendar'
import { spanOf } from '@/domain/timeline/view'

export interface Tick {
  at: number
  /** How exact its label has to be. */
  shows: 'year' | 'month' | 'day' | 'minute' | 'second' | 'fraction'
}

interface Step {
  unit: 'ms' | 'hour' | 'day' | 'month' | 'year'
  count: number
  length: number
}

const SECOND = 1000
const MINUTE = 60_000
const HOUR = 3_600_000
const DAY = 86_400_000

function steps(unit: Step['unit'], one: number, counts: readonly number[]): Step[] {
  return counts.map((count) => ({ unit, count, length: count * one }))
}

const STEPS: readonly Step[] = [
  ...steps('ms', 1, [50, 100, 200, 500]),
  ...steps(
    'ms',
    1,
    [1, 2, 5, 10, 15, 30].map((count) => count * SECOND),
  ),
  ...steps(
    'ms',
    1,
    [1, 2, 5, 10, 15, 30].map((count) => count * MINUTE),
  ),
  ...steps('hour', HOUR, [1, 2, 3, 6, 12]),
  ...steps('day', DAY, [1, 2, 7]),
  ...steps('month', 30 * DAY, [1, 3, 6]),
  ...steps('year', 365 * DAY, [1, 2, 5, 10]),
]

/** How far apart ticks are at least, in pixels: a label has to fit between them. */
const ROOM = 72

/** The step between ticks for a view so many pixels wide, as its place in the list of steps. */
export function stepFor(view: Interval, width: number): number {
  const least = (spanOf(view) / Math.max(width, 1)) * ROOM
  const found = STEPS.findIndex(({ length }) => length >= least)
  return found < 0 ? STEPS.length - 1 : found
}

/** The ticks of a step in an interval. */
export function ticksIn(interval: Interval, step: number, zone: string): Tick[] {
  const chosen = STEPS[step]
  if (!chosen) return []
  const first = clockAt(interval.start, zone)
  const inside = ({ at }: Tick) => at >= interval.start && at <= interval.end
  if (chosen.unit === 'ms') return shortTicks(interval, chosen.count, first).filter(inside)
  return [...longTicks(chosen, first.toPlainDate(), interval.end, zone)].filter(inside)
}

/** Below an hour the clock runs evenly: changes of clocks are whole or half hours. */
function shortTicks({ start, end }: Interval, length: number, first: Temporal.ZonedDateTime): Tick[] {
  const offset = first.offsetNanoseconds / 1_000_000
  const ticks: Tick[] = []
  for (let at = Math.floor((start + offset) / length) * length - offset; at <= end; at += length) {
    ticks.push({ at, shows: length < SECOND ? 'fraction' : length < MINUTE ? 'second' : 'minute' })
  }
  return ticks
}

function* longTicks({ unit, count }: Step, from: PlainDate, end: number, zone: string): Generator<Tick> {
  for (let date = firstDate(from, unit, count); ; date = date.add(nextBy(unit, count))) {
    const midnight = date.toZonedDateTime(zone)
    if (midnight.epochMilliseconds > end) return
    if (unit === 'hour') yield* hourTicks(date, count, zone)
    else yield { at: midnight.epochMilliseconds, shows: shownBy(date, unit) }
  }
}

/** Hours that a change of clocks skips are left out. */
function* hourTicks(date: PlainDate, count: number, zone: string): Generator<Tick> {
  for (let hour = 0; hour < 24; hour += count) {
    const clock = date.toZonedDateTime({ timeZone: zone, plainTime: { hour } })
    if (clock.hour === hour) yield { at: clock.epochMilliseconds, shows: hour ? 'minute' : 'day' }
  }
}

function firstDate(date: PlainDate, unit: Step['unit'], count: number): PlainDate {
  if (unit === 'hour') return date
  if (unit === 'day') return date.subtract({ days: ((EPOCH.until(date).days % count) + count) % count })
  if (unit === 'month') return date.with({ day: 1, month: date.month - ((date.month - 1) % count) })
  return date.with({ day: 1, month: 1, year: date.year - (date.year % count) })
}

/** A Monday. */
const EPOCH = Temporal.PlainDate.from('1970-01-05')

function nextBy(unit: Step['unit'], count: number): Temporal.DurationLike {
  if (unit === 'hour') return { days: 1 }
  return unit === 'day' ? { days: count } : unit === 'month' ? { months: count } : { years: count }
}

function shownBy(date: PlainDate, unit: Step['unit']): Tick['shows'] {
  if (unit === 'year' || (unit === 'month' && date.month === 1)) return 'year'
  return unit === 'month' ? 'month' : 'day'
}

/** A tick's label as the locale writes it: makes one function that keeps its formats. */
export function tickLabels(zone: string, locale: string | undefined): (tick: Tick) => string {
  const formats = new Map(
    Object.entries(FORMATS).map(([shows, options]) => [
      shows,
      new Intl.DateTimeFormat(locale, { timeZone: zone, ...options }),
    ]),
  )
  return ({ at, shows }) => formats.get(shows)?.format(at) ?? ''
}

const CLOCK: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit' }
const FORMATS: Readonly<Record<Tick['shows'], Intl.DateTimeFormatOptions>> = {
  year: { year: 'numeric' },
  month: { month: 'short' },
  day: { weekday: 'short', day: 'numeric', month: 'short' },
  minute: CLOCK,
  second: { ...CLOCK, second: '2-digit' },
  fraction: { minute: '2-digit', second: '2-digit', fractionalSecondDigits: 2 },
}
