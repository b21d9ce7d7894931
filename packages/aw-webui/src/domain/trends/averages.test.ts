import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'

import { busiestOf, dayTotals, hourMeans, hoursOf, wholeDays, weekdayMeans } from '@/domain/trends/averages'
import type { Calendar } from '@/domain/time/calendar'
import { intervalOf, type Period } from '@/domain/time/period'

const BERLIN: Calendar = { zone: 'Europe/Berlin', startOfDay: '04:00', startOfWeek: 7 }
const MARCH: Period = { length: 'month', date: Temporal.PlainDate.from('2025-03-01') }
const HOURS = hoursOf(MARCH, BERLIN)
const ALWAYS = { start: -Infinity, end: Infinity }
const sum = (items: readonly { seconds: number }[]) => items.reduce((all, { seconds }) => all + seconds, 0)

describe('hoursOf', () => {
  it('fills the month without holes, one hour less where clocks go forward', () => {
    expect(HOURS).toHaveLength(31 * 24 - 1)
    expect(HOURS[0]?.start).toBe(intervalOf(MARCH, BERLIN).start)
    expect(HOURS.at(-1)?.end).toBe(intervalOf(MARCH, BERLIN).end)
    HOURS.slice(1).forEach(({ start }, index) => {
      expect(start).toBe(HOURS[index]?.end)
    })
  })
})

describe('means', () => {
  const full = HOURS.map(({ start, end }) => ({ start, seconds: (end - start) / 1000 }))
  const days = dayTotals(MARCH, full, BERLIN, ALWAYS)

  it('of a month that is full are full days and hours', () => {
    const weekdays = weekdayMeans(days, BERLIN)
    expect(weekdays.map(({ key }) => key)).toEqual([7, 1, 2, 3, 4, 5, 6])
    // The night to Sunday 30 belongs to Saturday 29: it is the day of 23 hours.
    expect(weekdays.map(({ seconds }) => seconds / 3600)).toEqual([24, 24, 24, 24, 24, 24, 24 - 1 / 5])
    const hours = hourMeans(full, days, BERLIN)
    expect(hours.map(({ key }) => key).slice(0, 3)).toEqual([4, 5, 6])
    expect(hours.find(({ key }) => key === 2)?.seconds).toBe((3600 * 30) / 31)
  })

  it('counts neither days before the first record nor days to come', () => {
    const recorded = { start: Date.parse('2025-03-10T12:00Z'), end: Date.parse('2025-03-12T09:00Z') }
    const some = dayTotals(MARCH, [], BERLIN, recorded)
    expect(some.map(({ date }) => date.toString())).toEqual(['2025-03-10', '2025-03-11', '2025-03-12'])
  })

  it('adds up, however the time lies', () => {
    const spent = fc
      .uniqueArray(fc.nat(HOURS.length - 1))
      .chain((indices) =>
        fc.tuple(
          ...indices.map((index) =>
            fc.nat(3600).map((seconds) => ({ start: HOURS[index]?.start ?? 0, seconds })),
          ),
        ),
      )
    fc.assert(
      fc.property(spent, (given) => {
        const totals = dayTotals(MARCH, given, BERLIN, ALWAYS)
        const weekdays = weekdayMeans(totals, BERLIN).reduce((all, one) => all + one.seconds * one.days, 0)
        const hours = hourMeans(given, totals, BERLIN).reduce((all, one) => all + one.seconds * one.days, 0)
        expect(sum(totals)).toBe(sum(given))
        expect(weekdays).toBeCloseTo(sum(given), 4)
        expect(hours).toBeCloseTo(sum(given), 4)
      }),
      { numRuns: 30 },
    )
  })

  it('leave out a day that is not over, unless it is the only one', () => {
    const now = Date.parse('2025-03-10T12:00Z')
    const some = dayTotals(MARCH, full, BERLIN, { start: -Infinity, end: now })
    expect(wholeDays(some, now)).toHaveLength(9)
    expect(wholeDays(some.slice(-1), now)).toHaveLength(1)
    const hours = hourMeans(full, wholeDays(some, now), BERLIN)
    expect(hours.every(({ seconds }) => seconds === 3600)).toBe(true)
  })

  it('names the busiest day, and none where nothing was done', () => {
    const one = { start: Date.parse('2025-03-20T10:00Z'), seconds: 60 }
    expect(busiestOf(dayTotals(MARCH, [one], BERLIN, ALWAYS))?.date.toString()).toBe('2025-03-20')
    expect(busiestOf(dayTotals(MARCH, [], BERLIN, ALWAYS))).toBeNull()
  })
})
