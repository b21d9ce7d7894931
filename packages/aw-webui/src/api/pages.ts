/** A bucket's events page by page. */

import { getEvent, getEvents } from '@/api'
import type { AwEvent } from '@/domain/events/event'
import { type Cursor, mayBeCut, nextCursor, type PageQuestion, questionOf, unseen } from '@/domain/raw/paging'
import type { Interval } from '@/domain/time/calendar'

export interface EventPage {
  /** Whole, newest start first. */
  events: AwEvent[]
  next: Cursor | null
}

/** The events of a range from a cursor on; from the newest if it is null. */
export async function getEventPage(
  bucketId: string,
  range: Partial<Interval>,
  cursor: Cursor | null,
  size: number,
  signal?: AbortSignal,
): Promise<EventPage> {
  const question = questionOf(range, cursor, size)
  const answer = await getEvents(bucketId, { ...question, ...(signal && { signal }) })
  const page = unseen(answer, cursor)
  const events = await Promise.all(page.map((event) => wholeOf(bucketId, event, question)))
  return { events, next: nextCursor(page, cursor, size) }
}

async function wholeOf(bucketId: string, event: AwEvent, question: PageQuestion): Promise<AwEvent> {
  if (!mayBeCut(event, question) || typeof event.id !== 'number') return event
  return getEvent(bucketId, event.id)
}
