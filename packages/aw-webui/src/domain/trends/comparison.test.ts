import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'

import { comparedInterval, comparedPeriod } from '@/domain/trends/comparison'
import { type Calendar, isoAt } from '@/domain/time/calendar'
import { datesOf, type Period } from '@/domain/time/period'

const BERLIN: Calendar = { zone: 'Europe/Berlin', startOfDay: '04:00', startOfWeek: 1 }
const date = (text: string) => Temporal.PlainDate.from(text)
const names = (period: Period) => {
  const { first, last } = datesOf(period, BERLIN)
  return `${first}..${last}`
}

describe('comparedPeriod', () => {
  const month: Period = { length: 'month', date: date('2024-03-10') }
  const week: Period = { length: 'week', date: date('2025-06-11') }

  it.each([
    [month, 'before', '2024-02-01..2024-02-29'],
    [month, 'weeks', '2024-02-02..2024-03-03'],
    [month, 'year', '2023-03-01..2023-03-31'],
    [week, 'before', '2025-06-02..2025-06-08'],
    [week, 'year', '2024-06-10..2024-06-16'],
  ] as const)('of %o %s', (period, comparison, expected) => {
    expect(names(comparedPeriod(period, comparison, BERLIN))).toBe(expected)
  })

  it('begins on a chosen day and is as long; without one it is the period before', () => {
    expect(names(comparedPeriod(week, 'range', BERLIN, date('2025-01-01')))).toBe('2025-01-01..2025-01-07')
    expect(names(comparedPeriod(week, 'range', BERLIN))).toBe('2025-06-02..2025-06-08')
  })
})

describe('comparedInterval', () => {
  const month: Period = { length: 'month', date: date('2025-04-10') }
  const before: Period = { length: 'month', date: date('2025-03-10') }
  const upTo = (now: string) => isoAt(comparedInterval(month, before, BERLIN, Date.parse(now)).end)

  it('is all of a period where the first is over', () => {
    expect(upTo('2025-05-02T00:00Z')).toBe('2025-04-01T02:00:00.000Z')
  })

  it('ends at the same day and time of the clock, also across a change of clocks', () => {
    expect(upTo('2025-04-10T12:00Z')).toBe('2025-03-10T13:00:00.000Z')
  })

  it('counts the hours after midnight to the day before', () => {
    expect(upTo('2025-04-10T23:30Z')).toBe('2025-03-11T00:30:00.000Z')
  })

  it('ends with the other period where that has fewer days', () => {
    const march: Period = { length: 'month', date: date('2025-03-01') }
    const february: Period = { length: 'month', date: date('2025-02-01') }
    const { end } = comparedInterval(march, february, BERLIN, Date.parse('2025-03-31T12:00Z'))
    expect(isoAt(end)).toBe('2025-03-01T03:00:00.000Z')
  })
})
