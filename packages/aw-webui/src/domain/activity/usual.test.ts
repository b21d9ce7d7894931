import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'

import { usualIntervals, usualOf } from '@/domain/activity/usual'
import { type Calendar, isoAt } from '@/domain/time/calendar'
import type { Length, Period } from '@/domain/time/period'

const CALENDAR: Calendar = { zone: 'Europe/Berlin', startOfDay: '04:00', startOfWeek: 1 }

function period(length: Length, date: string): Period {
  return { length, date: Temporal.PlainDate.from(date) }
}

describe('usualIntervals', () => {
  it('is the same weekday of the eight weeks before', () => {
    const later = Date.parse('2026-07-01T00:00:00Z')
    const intervals = usualIntervals(period('day', '2026-06-10'), CALENDAR, later)
    expect(intervals).toHaveLength(8)
    expect(intervals[0]).toEqual({
      start: Date.parse('2026-06-03T02:00:00Z'),
      end: Date.parse('2026-06-04T02:00:00Z'),
    })
  })

  it('ends at the clock time that it is now, also across a change of clocks', () => {
    const now = Date.parse('2026-03-31T10:00:00Z')
    const [before] = usualIntervals(period('day', '2026-03-31'), CALENDAR, now)
    // Noon in Berlin was at 10:00 in UTC after the clocks changed on the 29th, and at 11:00 before.
    expect(before && isoAt(before.end)).toBe('2026-03-24T11:00:00.000Z')
  })

  it('is none of a day that has not begun, and none of a month', () => {
    const now = Date.parse('2026-06-01T10:00:00Z')
    expect(usualIntervals(period('day', '2026-06-10'), CALENDAR, now)).toEqual([])
    expect(usualIntervals(period('month', '2026-05-10'), CALENDAR, now)).toEqual([])
  })
})

describe('usualOf', () => {
  it('is the middle', () => {
    expect(usualOf([10, 30, 20])).toBe(20)
    expect(usualOf([10, 30, 20, 40])).toBe(25)
  })

  it('leaves out days without anything', () => {
    expect(usualOf([0, 0, 10, 30, 20])).toBe(20)
  })

  it('is unknown from fewer than three', () => {
    expect(usualOf([10, 20, 0])).toBeNull()
  })
})
