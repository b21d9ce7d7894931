/** What the time of a marked range consists of. */

import type { RangeTotals } from '@/domain/queries/timeline'

/**
 * `active` counts; `windowless`: someone was there, but no window was recorded; `away`: nobody was there;
 * `unrecorded`: the computer was off, or no watcher ran.
 */
export type RangePart = 'active' | 'windowless' | 'away' | 'unrecorded'

/** Shorter than this is not worth a word, in seconds: watchers begin a little later than others. */
const LEAST = 0.5

/**
 * Parts that make up the whole range, in seconds; besides what is active, only those there are.
 *
 * @param whole the seconds of the range.
 */
export function rangeParts(
  { duration, used, known }: Pick<RangeTotals<unknown>, 'duration' | 'used' | 'known'>,
  whole: number,
): { part: RangePart; seconds: number }[] {
  const parts: { part: RangePart; seconds: number }[] = [
    { part: 'windowless', seconds: used - duration },
    { part: 'away', seconds: known - used },
    { part: 'unrecorded', seconds: whole - known },
  ]
  return [{ part: 'active', seconds: duration }, ...parts.filter(({ seconds }) => seconds >= LEAST)]
}
