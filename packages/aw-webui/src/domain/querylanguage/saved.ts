/** Queries a person keeps: the setting `saved_queries`. */

import type { Calendar } from '@/domain/time/calendar'
import { currentPeriod, isLength, type Period, periodFromPath, periodToPath } from '@/domain/time/period'

export interface SavedQuery {
  name: string
  query: string
  /** Of the period, as in an address: `day`, `last7`, `range`… */
  length: string
  /** Its date; empty: the period around the day on which it is opened. */
  date: string
}

/** The saved queries in what the server keeps; what is something else is left out. */
export function readSaved(stored: unknown): SavedQuery[] {
  return Array.isArray(stored) ? stored.flatMap(readOne) : []
}

function readOne(value: unknown): SavedQuery[] {
  if (typeof value !== 'object' || value === null) return []
  const { name, query, length, date } = value as Record<string, unknown>
  if (typeof name !== 'string' || typeof query !== 'string') return []
  return [{ name, query, length: textOr(length, 'day'), date: textOr(date, '') }]
}

function textOr(value: unknown, other: string): string {
  return typeof value === 'string' ? value : other
}

/** With the query of that name put in its place, or at the end. */
export function withSaved(all: readonly SavedQuery[], one: SavedQuery): SavedQuery[] {
  const known = all.some(({ name }) => name === one.name)
  return known ? all.map((other) => (other.name === one.name ? one : other)) : [...all, one]
}

/** @param isFixed whether the very dates are kept, or only how long the period is. */
export function periodToSave(period: Period, isFixed: boolean): Pick<SavedQuery, 'length' | 'date'> {
  const path = periodToPath(period)
  return isFixed || period.length === 'range' ? path : { length: path.length, date: '' }
}

/** The period of a saved query; today where it is written in no known way. */
export function savedPeriod(
  { length, date }: Pick<SavedQuery, 'length' | 'date'>,
  calendar: Calendar,
): Period {
  const usual = currentPeriod(isLength(length) ? length : 'day', calendar)
  return date ? (periodFromPath(length, date) ?? usual) : usual
}
