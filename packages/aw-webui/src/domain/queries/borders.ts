/** Where bins begin and end, as queries take it. */

import { type Interval, isoAt } from '@/domain/time/calendar'

/** The borders of bins that follow one another without holes, as `bin_events` takes them. */
export function bordersOf(bins: readonly Interval[]): string[] {
  const last = bins.at(-1)
  return [...bins.map(({ start }) => isoAt(start)), ...(last ? [isoAt(last.end)] : [])]
}
