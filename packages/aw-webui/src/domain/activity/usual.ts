/** How much is usual: the same weekday, or the same days, of the weeks before. */

import { Temporal } from 'temporal-polyfill'

import { type Calendar, clockAt, type Interval, startOfDate } from '@/domain/time/calendar'
import { intervalOf, type Period } from '@/domain/time/period'

const WEEKS = 8

/**
 * The times to compare a period with; none where nothing is usual (months, years, ranges).
 *
 * @param now if it lies in the period, the earlier ones end at the same clock time.
 */
export function usualIntervals(period: Period, calendar: Calendar, now: number): Interval[] {
  if (period.length !== 'day' && period.length !== 'week' && period.length !== 'last7') return []
  const { start, end } = intervalOf(period, calendar)
  const until = now < end ? now : end
  if (until <= start) return []
  return Array.from({ length: WEEKS }, (_, index) => weeksBefore({ start, end: until }, index + 1, calendar))
}

/** The middle of what was counted; days without anything are left out. Null if that leaves fewer than three. */
export function usualOf(seconds: readonly number[]): number | null {
  const counted = seconds.filter((one) => one > 0).sort((a, b) => a - b)
  if (counted.length < 3) return null
  const middle = Math.floor(counted.length / 2)
  const upper = counted[middle] ?? 0
  return counted.length % 2 ? upper : ((counted[middle - 1] ?? 0) + upper) / 2
}

/** The same clock times some weeks earlier. */
function weeksBefore({ start, end }: Interval, weeks: number, calendar: Calendar): Interval {
  const earlier = (moment: number) => clockAt(moment, calendar.zone).subtract({ weeks }).epochMilliseconds
  const date = clockAt(start, calendar.zone).toPlainDate().subtract({ weeks })
  const first = startOfDate(date, calendar)
  return { start: first, end: Math.max(earlier(end), first) }
}

/** The weekday of a period of one day. */
export function weekdayOf(date: Temporal.PlainDate, locale: string | undefined): string {
  return date.toLocaleString(locale, { weekday: 'long' })
}
