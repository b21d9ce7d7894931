/** A person's calendar: where days begin, where weeks begin, in which zone. */

import { Temporal } from 'temporal-polyfill'

export type PlainDate = Temporal.PlainDate

/** By ISO 8601: Monday is 1, Sunday is 7. */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7

export interface Calendar {
  /** IANA name of the time zone. */
  zone: string
  /** When a day begins, `HH:MM`: what is done after midnight may belong to the day before. */
  startOfDay: string
  startOfWeek: Weekday
}

/** From `start` up to, and without, `end`: milliseconds since 1970. */
export interface Interval {
  start: number
  end: number
}

/** The browser's own zone. */
export function localZone(): string {
  return Temporal.Now.timeZoneId()
}

/** The moment at which a day begins. A clock time that a change of clocks skips is read as the moment after it. */
export function startOfDate(date: PlainDate, calendar: Calendar): number {
  const time = Temporal.PlainTime.from(calendar.startOfDay)
  return date.toZonedDateTime({ timeZone: calendar.zone, plainTime: time }).epochMilliseconds
}

/** The day that a moment belongs to. */
export function dateAt(moment: number, calendar: Calendar): PlainDate {
  const date = clockAt(moment, calendar.zone).toPlainDate()
  return moment < startOfDate(date, calendar) ? date.subtract({ days: 1 }) : date
}

/** A day: 23 or 25 hours where clocks change. */
export function dayInterval(date: PlainDate, calendar: Calendar): Interval {
  return { start: startOfDate(date, calendar), end: startOfDate(date.add({ days: 1 }), calendar) }
}

/** The moment as a clock in the zone shows it. */
export function clockAt(moment: number, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(Math.floor(moment)).toZonedDateTimeISO(zone)
}

/** ISO 8601 in UTC, as the API takes it. */
export function isoAt(moment: number): string {
  return new Date(moment).toISOString()
}

/** An interval as queries take it. */
export function timeperiodOf(interval: Interval): string {
  return `${isoAt(interval.start)}/${isoAt(interval.end)}`
}

/** The seconds of an interval. */
export function secondsOf(interval: Interval): number {
  return (interval.end - interval.start) / 1000
}

/** While it is typed, a date may be none yet. */
export function dateFrom(text: unknown): PlainDate | null {
  if (typeof text !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(text)) return null
  try {
    return Temporal.PlainDate.from(text)
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}
