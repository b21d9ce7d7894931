/** What a page looks at: a day, a week, a month, a year, some days up to one, or a range. */

import { Temporal } from 'temporal-polyfill'

import {
  type Calendar,
  dateAt,
  dayInterval,
  type Interval,
  type PlainDate,
  startOfDate,
} from '@/domain/time/calendar'

/** Lengths that step along the calendar, and those that end on their date. */
export const LENGTHS = ['day', 'week', 'month', 'year', 'last7', 'last30'] as const
export type Length = (typeof LENGTHS)[number]

/** `date` is any day in the period; for `last7` and `last30` its last one. */
export interface CalendarPeriod {
  length: Length
  date: PlainDate
}

/** Both days belong to it. */
export interface RangePeriod {
  length: 'range'
  first: PlainDate
  last: PlainDate
}

export type Period = CalendarPeriod | RangePeriod

export type BinSize = 'hour' | 'day' | 'month'

/** A part of a period with a bar of its own. */
export interface Bin extends Interval {
  size: BinSize
}

/** The first and the last day of a period. */
export function datesOf(period: Period, calendar: Calendar): { first: PlainDate; last: PlainDate } {
  if (period.length === 'range') return { first: period.first, last: period.last }
  const first = firstDate(period, calendar)
  return { first, last: after(first, period.length).subtract({ days: 1 }) }
}

export function intervalOf(period: Period, calendar: Calendar): Interval {
  const { first, last } = datesOf(period, calendar)
  return { start: startOfDate(first, calendar), end: startOfDate(last.add({ days: 1 }), calendar) }
}

/** The period as long before (`steps` < 0) or after. */
export function shifted(period: Period, steps: number): Period {
  if (period.length === 'range') {
    const days = (period.first.until(period.last).days + 1) * steps
    return { length: 'range', first: period.first.add({ days }), last: period.last.add({ days }) }
  }
  return { length: period.length, date: period.date.add(scaled(STEPS[period.length], steps)) }
}

/** The period of that length around today. */
export function currentPeriod(length: Length, calendar: Calendar, now: number = Date.now()): CalendarPeriod {
  return { length, date: dateAt(now, calendar) }
}

/** Whether a moment lies in the period. */
export function contains(period: Period, moment: number, calendar: Calendar): boolean {
  const { start, end } = intervalOf(period, calendar)
  return start <= moment && moment < end
}

/** The bars of a period: hours of a day, days up to two months, else months. They fill it without holes. */
export function binsOf(period: Period, calendar: Calendar): Bin[] {
  const { first, last } = datesOf(period, calendar)
  const days = first.until(last).days + 1
  if (days === 1) return hourBins(first, calendar)
  return days <= 62 ? dayBins(first, last, calendar) : monthBins(first, last, calendar)
}

/** The days of a period. */
export function dayBins(first: PlainDate, last: PlainDate, calendar: Calendar): Bin[] {
  const bins: Bin[] = []
  for (let date = first; Temporal.PlainDate.compare(date, last) <= 0; date = date.add({ days: 1 })) {
    bins.push({ size: 'day', ...dayInterval(date, calendar) })
  }
  return bins
}

/** In an address: `day/2025-06-10`, `range/2025-06-01..2025-06-09`. */
export function periodToPath(period: Period): { length: string; date: string } {
  if (period.length === 'range') return { length: 'range', date: `${period.first}..${period.last}` }
  return { length: period.length, date: period.date.toString() }
}

/** The period that an address names; null if it names none. */
export function periodFromPath(length: string, date: string): Period | null {
  try {
    const [first, last] = date.split('..').map((text) => Temporal.PlainDate.from(text))
    if (!first || !isKnownYear(first)) return null
    if (length !== 'range') return isLength(length) && !last ? { length, date: first } : null
    if (!last || !isKnownYear(last) || Temporal.PlainDate.compare(first, last) > 0) return null
    return Temporal.PlainDate.compare(last, first.add(LONGEST)) < 0 ? { length: 'range', first, last } : null
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

/** Beyond these no events are, and dates come to where they can be reckoned with no more. */
function isKnownYear({ year }: PlainDate): boolean {
  return year >= 1970 && year <= 2200
}

/** A longer range would have more days than a page can list. */
const LONGEST = { years: 20 }

/** Whether that much of an address can be shown: a period, a length alone, or nothing. */
export function isPeriodPath(length: string, date: string): boolean {
  if (!date) return !length || isLength(length)
  return periodFromPath(length, date) !== null
}

export function isLength(text: string): text is Length {
  return (LENGTHS as readonly string[]).includes(text)
}

const STEPS: Record<Length, Temporal.DurationLike> = {
  day: { days: 1 },
  week: { days: 7 },
  month: { months: 1 },
  year: { years: 1 },
  last7: { days: 7 },
  last30: { days: 30 },
}

function after(first: PlainDate, length: Length): PlainDate {
  return first.add(STEPS[length])
}

function firstDate({ length, date }: CalendarPeriod, calendar: Calendar): PlainDate {
  switch (length) {
    case 'day':
      return date
    case 'week':
      return date.subtract({ days: (date.dayOfWeek - calendar.startOfWeek + 7) % 7 })
    case 'month':
      return date.with({ day: 1 })
    case 'year':
      return date.with({ month: 1, day: 1 })
    case 'last7':
      return date.subtract({ days: 6 })
    case 'last30':
      return date.subtract({ days: 29 })
  }
}

function scaled(step: Temporal.DurationLike, times: number): Temporal.DurationLike {
  return Object.fromEntries(Object.entries(step).map(([unit, count]) => [unit, (count as number) * times]))
}

/** Hours of the clock: where clocks change there are 23 or 25 of them. */
function hourBins(date: PlainDate, calendar: Calendar): Bin[] {
  const { start, end } = dayInterval(date, calendar)
  const bins: Bin[] = []
  for (let at = start; at < end; at += HOUR)
    bins.push({ size: 'hour', start: at, end: Math.min(at + HOUR, end) })
  return bins
}

function monthBins(first: PlainDate, last: PlainDate, calendar: Calendar): Bin[] {
  const end = startOfDate(last.add({ days: 1 }), calendar)
  const bins: Bin[] = []
  let month = first
  while (Temporal.PlainDate.compare(month, last) <= 0) {
    const next = month.with({ day: 1 }).add({ months: 1 })
    const bin = { start: startOfDate(month, calendar), end: Math.min(startOfDate(next, calendar), end) }
    bins.push({ size: 'month', ...bin })
    month = next
  }
  return bins
}

const HOUR = 3_600_000
