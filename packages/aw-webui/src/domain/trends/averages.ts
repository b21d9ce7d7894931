/** Usual weekdays and hours: means over the days that were recorded. */

import { type Calendar, dateAt, dayInterval, type Interval, type PlainDate } from '@/domain/time/calendar'
import { hourAt } from '@/domain/time/format'
import { datesOf, dayBins, type Period } from '@/domain/time/period'

/** The active seconds from a moment on, up to the next such entry. */
export interface Spent {
  start: number
  seconds: number
}

export interface DayTotal extends Interval {
  date: PlainDate
  seconds: number
}

/** Each hour of a period, counted from the start of its days. */
export function hoursOf(period: Period, calendar: Calendar): Interval[] {
  const { first, last } = datesOf(period, calendar)
  return dayBins(first, last, calendar).flatMap(({ start, end }) => {
    const hours: Interval[] = []
    for (let at = start; at < end; at += HOUR) hours.push({ start: at, end: Math.min(at + HOUR, end) })
    return hours
  })
}

/** The days of a period that have begun and since which something is recorded, with the time of each. */
export function dayTotals(
  period: Period,
  spent: readonly Spent[],
  calendar: Calendar,
  recorded: Interval,
): DayTotal[] {
  const { first, last } = datesOf(period, calendar)
  const days = dayBins(first, last, calendar).filter(
    ({ start, end }) => end > recorded.start && start < recorded.end,
  )
  const sums = new Map(days.map(({ start }) => [start, 0]))
  for (const { start, seconds } of spent) {
    const day = dayInterval(dateAt(start, calendar), calendar).start
    sums.set(day, (sums.get(day) ?? 0) + seconds)
  }
  return days.map(({ start, end }) => ({
    start,
    end,
    date: dateAt(start, calendar),
    seconds: sums.get(start) ?? 0,
  }))
}

/** The days that are over; all where none is. A day that is not over would lower every mean. */
export function wholeDays(days: readonly DayTotal[], now: number): readonly DayTotal[] {
  const whole = days.filter(({ end }) => end <= now)
  return whole.length ? whole : days
}

export interface Mean {
  /** Weekday by ISO 8601, or hour of the clock. */
  key: number
  /** Mean seconds of such a day, or of that hour on a day. */
  seconds: number
  /** Over how many days. */
  days: number
}

/** A mean for each weekday, the week's first day first. */
export function weekdayMeans(days: readonly DayTotal[], calendar: Calendar): Mean[] {
  return Array.from({ length: 7 }, (_, offset) => {
    const key = ((calendar.startOfWeek - 1 + offset) % 7) + 1
    const own = days.filter(({ date }) => date.dayOfWeek === key)
    return { key, seconds: mean(sumOf(own), own.length), days: own.length }
  })
}

/**
 * A mean for each hour of the clock, the first of the day first; an hour that comes twice on a day adds up.
 *
 * @param days in order of time; what was spent after them does not count.
 */
export function hourMeans(spent: readonly Spent[], days: readonly DayTotal[], calendar: Calendar): Mean[] {
  const sums = new Array<number>(24).fill(0)
  const until = days.at(-1)?.end ?? 0
  for (const { start, seconds } of spent.filter((one) => one.start < until)) {
    const hour = hourAt(start, calendar.zone)
    sums[hour] = (sums[hour] ?? 0) + seconds
  }
  const first = Number(calendar.startOfDay.slice(0, 2))
  return sums.map((_, offset) => {
    const key = (first + offset) % 24
    return { key, seconds: mean(sums[key] ?? 0, days.length), days: days.length }
  })
}

/** The day with the most time; null where none has any. */
export function busiestOf(days: readonly DayTotal[]): DayTotal | null {
  const busiest = days.reduce<DayTotal | null>(
    (best, day) => (best && best.seconds >= day.seconds ? best : day),
    null,
  )
  return busiest?.seconds ? busiest : null
}

function sumOf(days: readonly DayTotal[]): number {
  return days.reduce((sum, { seconds }) => sum + seconds, 0)
}

function mean(sum: number, count: number): number {
  return count ? sum / count : 0
}

const HOUR = 3_600_000
