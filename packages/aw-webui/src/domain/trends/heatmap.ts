/** A year of days as a map: a column for each week, a row for each weekday. */

import { Temporal } from 'temporal-polyfill'

import type { Weekday, PlainDate } from '@/domain/time/calendar'

export interface Cell {
  date: PlainDate
  column: number
  /** 0 for the first day of the week. */
  row: number
  seconds: number
  /** 0 for no time, then 1 to 4 by quarters of the longest day. */
  level: number
}

export interface MonthLabel {
  /** Any day in the month. */
  date: PlainDate
  column: number
}

export const LEVELS = 4

/** The first and last day of the twelve months that end `back` years before a day. */
export function yearUpTo(today: PlainDate, back: number): { first: PlainDate; last: PlainDate } {
  const last = today.subtract({ years: back })
  return { first: last.subtract({ years: 1 }).add({ days: 1 }), last }
}

/** @param secondsOf the time of each day (`2025-06-10`). */
export function cellsOf(
  { first, last }: { first: PlainDate; last: PlainDate },
  startOfWeek: Weekday,
  secondsOf: ReadonlyMap<string, number>,
): Cell[] {
  const longest = Math.max(1, ...secondsOf.values())
  const lead = rowOf(first, startOfWeek)
  const count = first.until(last).days + 1
  return Array.from({ length: count }, (_, index) => {
    const date = first.add({ days: index })
    const seconds = secondsOf.get(date.toString()) ?? 0
    return {
      date,
      column: Math.floor((index + lead) / 7),
      row: (index + lead) % 7,
      seconds,
      level: seconds > 0 ? Math.max(1, Math.ceil((seconds / longest) * LEVELS)) : 0,
    }
  })
}

/** Above the first week that begins in each month; none so near the edge or the next that they would touch. */
export function monthLabels(cells: readonly Cell[]): MonthLabel[] {
  const starts = cells.filter(({ date, row, column }) => date.day <= 7 && (row === 0 || column === 0))
  return starts
    .filter(({ column }, index) => index === 0 || column - (starts[index - 1]?.column ?? 0) >= 3)
    .map(({ date, column }) => ({ date, column }))
}

/** The day that a key goes to from another: up and down within the week, left and right by weeks. */
export function dayByKey(date: PlainDate, key: string): PlainDate | null {
  const steps: Record<string, number> = { ArrowUp: -1, ArrowDown: 1, ArrowLeft: -7, ArrowRight: 7 }
  if (key === 'PageUp') return date.subtract({ months: 1 })
  if (key === 'PageDown') return date.add({ months: 1 })
  const days = steps[key]
  return days === undefined ? null : date.add({ days })
}

/** A date, or the nearest one within limits. */
export function within(date: PlainDate, first: PlainDate, last: PlainDate): PlainDate {
  if (Temporal.PlainDate.compare(date, first) < 0) return first
  return Temporal.PlainDate.compare(date, last) > 0 ? last : date
}

function rowOf(date: PlainDate, startOfWeek: Weekday): number {
  return (date.dayOfWeek - startOfWeek + 7) % 7
}
