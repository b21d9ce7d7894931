/** With which time a period is compared. */

import {
  type Calendar,
  clockAt,
  dateAt,
  type Interval,
  type PlainDate,
  startOfDate,
} from '@/domain/time/calendar'
import { datesOf, intervalOf, type Period, shifted } from '@/domain/time/period'

export const COMPARISONS = ['before', 'weeks', 'year', 'range'] as const
/** The period just before; four weeks or a year earlier; any that begins on a chosen date. */
export type Comparison = (typeof COMPARISONS)[number]

export function isComparison(value: unknown): value is Comparison {
  return (COMPARISONS as readonly unknown[]).includes(value)
}

/**
 * The other period.
 *
 * @param from the first day of a chosen range; as long as the period it is.
 */
export function comparedPeriod(
  period: Period,
  comparison: Comparison,
  calendar: Calendar,
  from: PlainDate | null = null,
): Period {
  const { first } = datesOf(period, calendar)
  if (comparison === 'weeks') return moved(period, first.subtract({ days: 28 }), calendar)
  if (comparison === 'range' && from) return moved(period, from, calendar)
  if (comparison === 'year') return yearBefore(period, calendar)
  return shifted(period, -1)
}

/** Whole months and years a year before; else 52 weeks, so that weekdays meet their like. */
function yearBefore(period: Period, calendar: Calendar): Period {
  if (period.length === 'month' || period.length === 'year') {
    return { length: period.length, date: period.date.subtract({ years: 1 }) }
  }
  return moved(period, datesOf(period, calendar).first.subtract({ days: 364 }), calendar)
}

function moved(period: Period, first: PlainDate, calendar: Calendar): Period {
  const dates = datesOf(period, calendar)
  return { length: 'range', first, last: first.add({ days: dates.first.until(dates.last).days }) }
}

/** What of the period is over: all of it, or up to now. */
export function elapsedOf(period: Period, calendar: Calendar, now: number): Interval {
  const { start, end } = intervalOf(period, calendar)
  return { start, end: Math.max(start, Math.min(end, now)) }
}

/**
 * What of the other period is to be compared: as many days and hours as are over of the first.
 *
 * A period that is not over would otherwise always seem to be shorter.
 */
export function comparedInterval(period: Period, other: Period, calendar: Calendar, now: number): Interval {
  const interval = intervalOf(other, calendar)
  if (intervalOf(period, calendar).end <= now) return interval
  const days = datesOf(period, calendar).first.until(dateAt(now, calendar)).days
  const end = sameClockOn(datesOf(other, calendar).first.add({ days }), now, calendar)
  return { start: interval.start, end: Math.max(interval.start, Math.min(interval.end, end)) }
}

/** The moment of another day at which clocks show what they show now. */
function sameClockOn(date: PlainDate, now: number, calendar: Calendar): number {
  const clock = clockAt(now, calendar.zone)
  // After midnight and before the start of the day it is still the day before.
  const nights = dateAt(now, calendar).until(clock.toPlainDate()).days
  const moment = date.add({ days: nights }).toZonedDateTime({
    timeZone: calendar.zone,
    plainTime: clock.toPlainTime(),
  })
  return Math.max(moment.epochMilliseconds, startOfDate(date, calendar))
}
