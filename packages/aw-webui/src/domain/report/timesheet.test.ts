import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'

import { readOptions, type ReportOptions } from '@/domain/report/options'
import { DIRECTIONS, STEPS } from '@/domain/report/rounding'
import { timesheetOf, type Work } from '@/domain/report/timesheet'
import type { Calendar, Interval } from '@/domain/time/calendar'
import { dayBins } from '@/domain/time/period'

const BERLIN: Calendar = { zone: 'Europe/Berlin', startOfDay: '04:00', startOfWeek: 1 }
const DAYS = dayBins(Temporal.PlainDate.from('2025-03-29'), Temporal.PlainDate.from('2025-03-31'), BERLIN)
const OPTIONS: ReportOptions = { ...readOptions(undefined, []), step: 15, rate: 80, currency: '€' }
const HOUR = 3_600_000
const PROGRAMMING = ['Work', 'Programming']
const MAIL = ['Communication', 'Email']

/** So many hours of work from an hour after the start of a day on. */
function hoursOn(day: number, hours: number): Interval {
  const start = (DAYS[day]?.start ?? 0) + HOUR
  return { start, end: start + hours * HOUR }
}

function workOf(hours: readonly number[], notes: Work['notes'] = {}): Work {
  const work = hours.flatMap((one, day) => (one ? [hoursOn(day, one)] : []))
  return {
    days: DAYS,
    work,
    active: work,
    categories: hours.map((one) =>
      one
        ? [
            { name: PROGRAMMING, seconds: one * 2700 },
            { name: MAIL, seconds: one * 900 },
          ]
        : [],
    ),
    notes,
  }
}

describe('timesheetOf', () => {
  it('rounds each day and multiplies by the rate', () => {
    const { days, hours, cents } = timesheetOf(workOf([7.2, 0, 8]), OPTIONS, BERLIN)
    expect(days.map((day) => [day.date, day.hours / 3600, day.cents])).toEqual([
      ['2025-03-29', 7.25, 58_000],
      ['2025-03-30', 0, 0],
      ['2025-03-31', 8, 64_000],
    ])
    expect([hours / 3600, cents]).toEqual([15.25, 122_000])
  })

  it('shares hours out by the time in each category, with the rate of each', () => {
    const options = { ...OPTIONS, rates: { Communication: 40 } }
    const { categories, cents } = timesheetOf(
      workOf([7.6, 0, 0]),
      { ...options, step: 30, direction: 'up' },
      BERLIN,
    )
    expect(categories).toEqual([
      { name: PROGRAMMING, worked: 20_520, seconds: 6 * 3600, cents: 48_000 },
      { name: MAIL, worked: 6_840, seconds: 2 * 3600, cents: 8_000 },
    ])
    expect(cents).toBe(56_000)
  })

  it('has the notes of its days', () => {
    const { days } = timesheetOf(
      workOf([1, 0, 0], { '2025-03-29': 'at home', '1999-01-01': 'x' }),
      OPTIONS,
      BERLIN,
    )
    expect(days.map(({ note }) => note)).toEqual(['at home', '', ''])
  })

  it('adds up, whatever the options: days, categories and total', () => {
    const options = fc.record({
      longestBreak: fc.integer({ min: 0, max: 30 }),
      step: fc.constantFrom(...STEPS),
      direction: fc.constantFrom(...DIRECTIONS),
      rate: fc.double({ min: 0, max: 300, noNaN: true }),
      rates: fc.constantFrom<Record<string, number>>(
        {},
        { Work: 33.33 },
        { Communication: 12.5, Work: 77.77 },
      ),
    })
    const hours = fc.array(fc.double({ min: 0, max: 20, noNaN: true }), { minLength: 3, maxLength: 3 })
    fc.assert(
      fc.property(options, hours, (chosen, given) => {
        const sheet = timesheetOf(workOf(given), { ...OPTIONS, ...chosen }, BERLIN)
        const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0)
        expect(sum(sheet.days.map((day) => day.hours))).toBe(sheet.hours)
        expect(sum(sheet.categories.map(({ seconds }) => seconds))).toBe(sheet.hours)
        expect(sum(sheet.categories.map(({ worked }) => worked))).toBe(sheet.worked)
        expect(sum(sheet.categories.map(({ cents }) => cents))).toBe(sheet.cents)
        for (const day of sheet.days) {
          expect(sum(day.shares.map(({ seconds }) => seconds))).toBe(day.hours)
          expect(sum(day.shares.map(({ worked }) => worked))).toBe(day.worked)
          if (!chosen.step) expect(day.worked + day.breaks).toBe(day.hours)
        }
      }),
    )
  })
})
