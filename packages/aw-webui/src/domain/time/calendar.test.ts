import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'

import {
  type Calendar,
  dateAt,
  dateFrom,
  dayInterval,
  secondsOf,
  startOfDate,
  timeperiodOf,
} from '@/domain/time/calendar'

const BERLIN: Calendar = { zone: 'Europe/Berlin', startOfDay: '04:00', startOfWeek: 1 }
const date = (text: string) => Temporal.PlainDate.from(text)
const at = (text: string) => Date.parse(text)
const hours = (day: string, calendar: Calendar) => secondsOf(dayInterval(date(day), calendar)) / 3600

const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'America/Santiago',
  'Pacific/Apia',
]
const CALENDARS = fc.record({
  zone: fc.constantFrom(...ZONES),
  startOfDay: fc.constantFrom('00:00', '02:30', '04:00', '23:45'),
  startOfWeek: fc.constantFrom(1 as const, 6 as const, 7 as const),
})
const DATES = fc.date({ min: new Date('2008-01-01'), max: new Date('2030-12-31'), noInvalidDate: true })

describe('a day', () => {
  it('is as long as the clocks make it', () => {
    // It begins at 04:00, so the change at 02:00 on Sunday belongs to Saturday's day.
    expect(hours('2025-03-29', BERLIN)).toBe(23)
    expect(hours('2025-03-30', BERLIN)).toBe(24)
    const midnight = { ...BERLIN, startOfDay: '00:00' }
    expect(hours('2025-03-30', midnight)).toBe(23)
    expect(hours('2025-10-26', midnight)).toBe(25)
    expect(hours('2025-06-10', midnight)).toBe(24)
  })
  it('has a half hour more or less on Lord Howe Island', () => {
    const calendar: Calendar = { zone: 'Australia/Lord_Howe', startOfDay: '00:00', startOfWeek: 1 }
    expect(hours('2025-04-06', calendar)).toBe(24.5)
    expect(hours('2025-10-05', calendar)).toBe(23.5)
  })
  it('begins after a start that a change of clocks skips', () => {
    expect(startOfDate(date('2025-03-30'), { ...BERLIN, startOfDay: '02:30' })).toBe(
      at('2025-03-30T01:30:00Z'),
    )
  })
})

describe('dateAt', () => {
  it('puts what is done after midnight to the day before', () => {
    expect(dateAt(at('2025-06-11T01:59:59Z'), BERLIN).toString()).toBe('2025-06-10')
    expect(dateAt(at('2025-06-11T02:00:00Z'), BERLIN).toString()).toBe('2025-06-11')
  })
  it('names the day whose interval a moment is in', () => {
    fc.assert(
      fc.property(CALENDARS, DATES, (calendar, moment) => {
        const { start, end } = dayInterval(dateAt(moment.getTime(), calendar), calendar)
        expect(start <= moment.getTime() && moment.getTime() < end).toBe(true)
      }),
    )
  })
})

describe('dayInterval', () => {
  it('leaves no time between days and counts none twice', () => {
    fc.assert(
      fc.property(CALENDARS, DATES, (calendar, moment) => {
        const day = dateAt(moment.getTime(), calendar)
        expect(dayInterval(day, calendar).end).toBe(dayInterval(day.add({ days: 1 }), calendar).start)
      }),
    )
  })
})

describe('timeperiodOf', () => {
  it('is in UTC', () => {
    expect(timeperiodOf(dayInterval(date('2025-06-10'), BERLIN))).toBe(
      '2025-06-10T02:00:00.000Z/2025-06-11T02:00:00.000Z',
    )
  })
})

describe('dateFrom', () => {
  it('is null while there is no date', () => {
    expect([dateFrom('2025-02-30'), dateFrom('2025-02'), dateFrom(undefined)]).toEqual([null, null, null])
    expect(dateFrom('2025-02-28')?.toString()).toBe('2025-02-28')
  })
})
