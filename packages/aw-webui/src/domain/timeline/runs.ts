/** A lane's tiles put together from left to right: what is drawn, and what is found under the pointer. */

import type { Interval } from '@/domain/time/calendar'
import { type Column, joined, type Span } from '@/domain/timeline/picture'
import type { Piece } from '@/domain/timeline/tilestore'

/** A stretch of a lane of one kind; what its items have outside of `clip` is not shown. */
export type Run = { clip: Interval } & (
  { kind: 'columns'; items: Column[] } | { kind: 'spans'; items: Span[] }
)

/** Events of neighbouring tiles stand in one list, so that one cut by their border is one bar with its name once. */
export function runsOf(pieces: readonly Piece[]): Run[] {
  const runs: Run[] = []
  let source: Span[] | null = null
  for (const { start, end, picture } of pieces) {
    const last = runs.at(-1)
    const clip = { start, end }
    if (picture.kind === 'columns') {
      runs.push({ kind: 'columns', items: picture.columns, clip })
    } else if (last?.kind === 'spans' && last.clip.end === start) {
      // Two pieces may be parts of the same coarser tile.
      if (source !== picture.spans) last.items = joined(last.items, picture.spans)
      last.clip = { start: last.clip.start, end }
      source = picture.spans
    } else {
      runs.push({ kind: 'spans', items: picture.spans, clip })
      source = picture.spans
    }
  }
  return runs
}
