/** Stopwatches: what runs, what was taken, and the labels in use. */

import { categoryOf } from '@/domain/activity/tree'
import { type AwEvent, endOf, startOf, textOf } from '@/domain/events/event'
import { type Calendar, dateAt, type Interval, type PlainDate } from '@/domain/time/calendar'

/** A stopwatch or an entry made by hand. */
export interface Entry extends Interval {
  id: number
  bucketId: string
  label: string
  category: readonly string[]
}

/** The entries of a day, the newest first. */
export interface EntryDay {
  date: PlainDate
  entries: readonly Entry[]
  /** Seconds of all entries together. */
  seconds: number
  /** Seconds in which at least one was taken: less where several ran at once. */
  covered: number
}

/** What a query found in a bucket; what has no number cannot be changed and is left out. */
export function entriesOf(bucketId: string, events: readonly AwEvent[]): Entry[] {
  return events.flatMap((event) =>
    typeof event.id === 'number'
      ? [
          {
            id: event.id,
            bucketId,
            start: startOf(event),
            end: endOf(event),
            label: textOf(event, 'label'),
            category: categoryOf(event),
          },
        ]
      : [],
  )
}

/** By the day on which each began, the newest first. */
export function entryDays(entries: readonly Entry[], calendar: Calendar): EntryDay[] {
  const byDay = new Map<string, Entry[]>()
  for (const entry of [...entries].sort((a, b) => b.start - a.start)) {
    const date = dateAt(entry.start, calendar).toString()
    byDay.set(date, [...(byDay.get(date) ?? []), entry])
  }
  return [...byDay.values()].map((own) => ({
    date: dateAt(own[0]?.start ?? 0, calendar),
    entries: own,
    seconds: own.reduce((sum, { start, end }) => sum + end - start, 0) / 1000,
    covered: coveredSeconds(own),
  }))
}

/** Seconds that lie in at least one interval. */
export function coveredSeconds(intervals: readonly Interval[]): number {
  let covered = 0
  let until = -Infinity
  for (const { start, end } of [...intervals].sort((a, b) => a.start - b.start)) {
    covered += Math.max(0, end - Math.max(start, until))
    until = Math.max(until, end)
  }
  return covered / 1000
}

/** Seconds of intervals that lie in another one, those of all of them together. */
export function secondsWithin(intervals: readonly Interval[], whole: Interval): number {
  const parts = intervals.map(({ start, end }) => Math.min(end, whole.end) - Math.max(start, whole.start))
  return parts.reduce((sum, part) => sum + Math.max(0, part), 0) / 1000
}

/** Distinct labels, the last used first. */
export function labelsOf(entries: readonly Entry[]): string[] {
  const sorted = [...entries].sort((a, b) => b.start - a.start)
  return [...new Set(sorted.map(({ label }) => label))].filter(Boolean)
}

/** How long a stopwatch has been running, in whole seconds; a clock that was set back gives none. */
export function elapsedSeconds({ start }: Entry, now: number): number {
  return Math.max(0, Math.floor((now - start) / 1000))
}
