/** Pages of a bucket's events, the newest first, asked for by time: a bucket may have millions. */

import { type AwEvent, endOf, startOf } from '@/domain/events/event'
import type { Interval } from '@/domain/time/calendar'

/** Where the next page begins. */
export interface Cursor {
  /** The start of the oldest event so far, milliseconds since 1970. */
  before: number
  /** The ids of the events so far that start at that very moment. */
  seen: readonly number[]
}

/** What to ask the server for. */
export interface PageQuestion {
  start?: number
  end?: number
  limit: number
}

export function questionOf(range: Partial<Interval>, cursor: Cursor | null, size: number): PageQuestion {
  const end = cursor?.before ?? range.end
  return {
    ...(range.start !== undefined && { start: range.start }),
    ...(end !== undefined && { end }),
    limit: size + (cursor?.seen.length ?? 0),
  }
}

/** The events of an answer that were on no page before. */
export function unseen(answer: readonly AwEvent[], cursor: Cursor | null): AwEvent[] {
  const seen = new Set(cursor?.seen)
  return answer.filter(({ id }) => !seen.has(id ?? NaN))
}

/** Whether the server may have cut the event: it begins or ends where what was asked for does. */
export function mayBeCut(event: AwEvent, { start, end }: PageQuestion): boolean {
  return (start !== undefined && startOf(event) <= start) || (end !== undefined && endOf(event) > end - 1)
}

/** Where the page after this one begins; null if this one is the last. */
export function nextCursor(page: readonly AwEvent[], cursor: Cursor | null, size: number): Cursor | null {
  const oldest = page.at(-1)
  if (!oldest || page.length < size) return null
  const before = startOf(oldest)
  const ids = page.filter((event) => startOf(event) === before).flatMap(({ id }) => id ?? [])
  return { before, seen: cursor?.before === before ? [...cursor.seen, ...ids] : ids }
}
