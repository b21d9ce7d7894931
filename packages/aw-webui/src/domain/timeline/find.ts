/** What lies under the pointer, and what comes next to it. */

import type { Interval } from '@/domain/time/calendar'
import type { Lane } from '@/domain/timeline/lanes'
import { type Column, itemAt, type Span, visible } from '@/domain/timeline/picture'
import type { Run } from '@/domain/timeline/runs'

/** An event, or a column of many, in a lane. */
export type Item = { lane: Lane; start: number; end: number } & (
  { kind: 'span'; span: Span } | { kind: 'column'; column: Column }
)

/**
 * The event or column of a lane at a moment; near misses of up to `reach` milliseconds count.
 *
 * @param shortest events shorter than this, in milliseconds, are not shown and not found.
 */
export function findAt(
  lane: Lane,
  runs: readonly Run[],
  moment: number,
  reach: number,
  shortest: number,
): Item | null {
  const near = { start: moment - reach, end: moment + Math.max(reach, 1) }
  return itemAt(itemsIn(lane, runs, near, shortest), moment, reach)
}

/** The events and columns of a lane in an interval, from left to right. */
export function itemsIn(lane: Lane, runs: readonly Run[], interval: Interval, shortest: number): Item[] {
  return runs.flatMap((run) => {
    const inside = {
      start: Math.max(run.clip.start, interval.start),
      end: Math.min(run.clip.end, interval.end),
    }
    if (run.kind === 'spans') {
      return visible(run.items, inside)
        .filter(({ start, end }) => end - start >= shortest)
        .map((span): Item => ({ kind: 'span', lane, span, start: span.start, end: span.end }))
    }
    return visible(run.items, inside).map((column): Item => ({
      kind: 'column',
      lane,
      column,
      start: column.start,
      end: column.end,
    }))
  })
}

/** The item that begins next after a moment (`direction` 1), or the last before it (-1). */
export function stepFrom(items: readonly Item[], moment: number, direction: 1 | -1): Item | null {
  if (direction > 0) return items.find(({ start }) => start > moment) ?? null
  return items.findLast(({ start }) => start < moment) ?? null
}
