/** What a period is called. */

import { startOfDate } from '@/domain/time/calendar'
import type { Calendar, PlainDate } from '@/domain/time/calendar'
import { formatDate } from '@/domain/time/format'
import { datesOf, type Period } from '@/domain/time/period'

/** `Tue 10 Jun 2025`, `9 – 15 Jun 2025`, `June 2025`, `2025`: as the locale writes them. */
export function periodName(period: Period, calendar: Calendar, locale?: string): string {
  const { first, last } = datesOf(period, calendar)
  const place = { locale, zone: calendar.zone }
  if (first.equals(last)) return formatDate(noonOf(first, calendar), place)
  if (period.length === 'year') return String(first.year)
  if (period.length === 'month') {
    return formatDate(noonOf(first, calendar), place, { month: 'long', year: 'numeric' })
  }
  const range = new Intl.DateTimeFormat(locale, {
    timeZone: calendar.zone,
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  })
  return range.formatRange(noonOf(first, calendar), noonOf(last, calendar))
}

/** A moment that is on the date whatever the start of the day is. */
function noonOf(date: PlainDate, calendar: Calendar): number {
  return startOfDate(date, { ...calendar, startOfDay: '12:00' })
}
