/** From moments at which a tab was seen to the spans of time in which it was in front. */

import { sameData, type SeenTab, type TabData } from '@/domain/tab'

/** A span that is over; times are milliseconds since 1970. */
export interface Span {
  start: number
  end: number
  data: TabData
}

/** The span that still grows. Up to `sent` the server has it. */
export interface OpenSpan extends Span {
  tab: number
  sent: number | null
}

/** How often a tab that does not change is looked at: the most that a crash can lose. */
export const INTERVAL = 30_000

/**
 * The longest time between two looks over which nothing was missed. Browsers let alarms come late; after a longer silence
 * the machine slept, and nobody was in front of it.
 */
export const LONGEST_SILENCE = 3 * INTERVAL

/** What stands in its tab for less than this is on its way to something else: a redirection, or a title to come. */
export const SETTLED = 1_000

/** How much of a span that grows is told at once: what happens in the browser makes looks much more often. */
const PART = 10_000

/** What one look makes of the open span. */
export interface Step {
  open: OpenSpan | null
  /** What is to be sent of a span that is now over. */
  closed: Span | null
}

/** Go on from the open span with what is seen now; `seen` is null where nothing is to be recorded. */
export function step(open: OpenSpan | null, seen: SeenTab | null, now: number): Step {
  if (open === null) return { open: begin(seen, now), closed: null }
  const grown = wasWatched(open, now) ? { ...open, end: now } : open
  const isSame = seen !== null && sameData(seen.data, open.data)
  if (isSame && grown.end === now) return { open: { ...grown, tab: seen.tab }, closed: null }
  if (seen !== null && settles(grown, seen, now)) return { open: { ...grown, data: seen.data }, closed: null }
  return { open: begin(seen, now), closed: unsent(grown) }
}

/** The part of a span that the server does not have yet; null where there is none. */
export function unsent(span: OpenSpan): Span | null {
  const { sent, end, data } = span
  const start = sent ?? span.start
  return start < end ? { start, end, data } : null
}

/** Whether the span has stood long enough to be sent. */
export function isSettled(span: Span): boolean {
  return span.end - span.start >= SETTLED
}

/** The part of a growing span that is to be sent now; null where it can wait for more. */
export function duePart(open: OpenSpan): Span | null {
  const isDue = open.sent === null ? isSettled(open) : open.end - open.sent >= PART
  return isDue ? unsent(open) : null
}

function begin(seen: SeenTab | null, now: number): OpenSpan | null {
  return seen && { ...seen, start: now, end: now, sent: null }
}

/** Clocks may be set back. */
function wasWatched(open: OpenSpan, now: number): boolean {
  return open.end <= now && now - open.end <= LONGEST_SILENCE
}

function settles(open: OpenSpan, seen: SeenTab, now: number): boolean {
  return open.tab === seen.tab && open.sent === null && open.end === now && !isSettled(open)
}
