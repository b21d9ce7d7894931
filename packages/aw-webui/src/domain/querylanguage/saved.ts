/** Queries a person keeps: the setting `saved_queries`. */

import { listOf } from '@/domain/settings/shared'
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
  return listOf(stored).flatMap(readOne)
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

/**
 * What the server keeps, with a query in the place of the one of its name, or at the end.
 *
 * Here and below: whatever other front ends keep in the list, or in its entries, stays.
 */
export function withSaved(stored: unknown, one: SavedQuery): unknown[] {
  const isKnown = listOf(stored).some((entry) => isNamed(entry, one.name))
  return isKnown ? withFields(stored, one.name, one) : [...listOf(stored), one]
}

/** With another name for a query; what has that name already is replaced. */
export function withRenamed(stored: unknown, name: string, wanted: string): unknown[] {
  const others = name === wanted ? listOf(stored) : withoutSaved(stored, wanted)
  return withFields(others, name, { name: wanted })
}

export function withoutSaved(stored: unknown, name: string): unknown[] {
  return listOf(stored).filter((entry) => !isNamed(entry, name))
}

function withFields(stored: unknown, name: string, fields: Partial<SavedQuery>): unknown[] {
  return listOf(stored).map((entry) => (isNamed(entry, name) ? Object.assign({}, entry, fields) : entry))
}

function isNamed(entry: unknown, name: string): boolean {
  return readOne(entry)[0]?.name === name
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
