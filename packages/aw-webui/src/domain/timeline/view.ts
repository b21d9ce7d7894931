/** The stretch of time that is on screen, and how it moves. */

import type { Interval } from '@/domain/time/calendar'

/** The narrowest view, in milliseconds. */
export const NARROWEST = 1000

/** Around what is shown there is room for this share of it on each side when an interval is fitted. */
const MARGIN = 0.04

/** The view `factor` times as long, with the moment `at` where it is. */
export function zoomed(view: Interval, factor: number, at: number, bounds: Interval): Interval {
  const span = clamp(spanOf(view) * factor, NARROWEST, spanOf(bounds))
  const share = (at - view.start) / spanOf(view)
  return within({ start: at - share * span, end: at + (1 - share) * span }, bounds)
}

/** The view moved by a share of its length: 1 is a whole screen later. */
export function panned(view: Interval, share: number, bounds: Interval): Interval {
  const distance = spanOf(view) * share
  return within({ start: view.start + distance, end: view.end + distance }, bounds)
}

/** The view around an interval, with a little room beside it. */
export function fitted(interval: Interval, bounds: Interval): Interval {
  const span = Math.max(spanOf(interval), NARROWEST)
  const room = span * MARGIN
  return within({ start: interval.start - room, end: interval.start + span + room }, bounds)
}

/** The view moved, and cut where it is longer, so that it lies in the bounds. */
export function within(view: Interval, bounds: Interval): Interval {
  const span = Math.min(Math.max(spanOf(view), NARROWEST), spanOf(bounds))
  const start = clamp(view.start, bounds.start, bounds.end - span)
  return { start, end: start + span }
}

export function spanOf({ start, end }: Interval): number {
  return end - start
}

export function overlaps(one: Interval, other: Interval): boolean {
  return one.start < other.end && other.start < one.end
}

/** The view in an address; null if it names none. */
export function viewFromQuery(query: { start?: unknown; end?: unknown }): Interval | null {
  const start = momentOf(query.start)
  const end = momentOf(query.end)
  return start === null || end === null || end - start < NARROWEST ? null : { start, end }
}

function momentOf(text: unknown): number | null {
  const moment = typeof text === 'string' ? Date.parse(text) : NaN
  return Number.isNaN(moment) ? null : moment
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), Math.max(least, most))
}
