import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'

import { type Calendar, type Weekday } from '@/domain/time/calendar'
import {
  binsOf,
  contains,
  currentPeriod,
  datesOf,
  intervalOf,
  LENGTHS,
  type Period,
  periodFromPath,
  periodToPath,
  shifted,
} from '@/domain/time/period'

const BERLIN: Calendar = { zone: 'Europe/Berlin', startOfDay: '04:00', startOfWeek: 1 }
const MIDNIGHT: Calendar = { ...BERLIN, startOfDay: '00:00' }
const HOUR = 3_600_000

const period = (path: string): Period => {
  const found = periodFromPath(...(path.split('/') as [string, string]))
  if (!found) throw new Error(path)
  return found
}
const dates = (path: string, startOfWeek: Weekday = 1) => {
  const { first, last } = datesOf(period(path), { ...BERLIN, startOfWeek })
  return `${first}..${last}`
}

const CALENDARS: fc.Arbitrary<Calendar> = fc.record({
  zone: fc.constantFrom(
    'UTC',
    'Europe/Berlin',
    'America/New_York',
    'Australia/Lord_Howe',
    'America/Santiago',
  ),
  startOfDay: fc.constantFrom('00:00', '04:00'),
  startOfWeek: fc.constantFrom<Weekday>(1, 6, 7),
})
const DAY = fc
  .integer({ min: 0, max: 20_000 })
  .map((days) => Temporal.PlainDate.from('1990-01-01').add({ days }))
const PERIODS: fc.Arbitrary<Period> = fc.oneof(
  fc.record({ length: fc.constantFrom(...LENGTHS), date: DAY }),
  fc.tuple(DAY, fc.integer({ min: 0, max: 800 })).map(([first, days]): Period => ({
    length: 'range',
    first,
    last: first.add({ days }),
  })),
)

describe('datesOf', () => {
  it.each([
    ['day/2025-06-10', '2025-06-10..2025-06-10'],
    ['week/2025-06-10', '2025-06-09..2025-06-15'],
    ['month/2024-02-10', '2024-02-01..2024-02-29'],
    ['year/2025-06-10', '2025-01-01..2025-12-31'],
    ['last7/2025-06-10', '2025-06-04..2025-06-10'],
    ['last30/2025-06-10', '2025-05-12..2025-06-10'],
    ['range/2025-06-01..2025-06-09', '2025-06-01..2025-06-09'],
  ])('%s is %s', (path, expected) => {
    expect(dates(path)).toBe(expected)
  })
  it('begins weeks on the day that is set', () => {
    expect(dates('week/2025-06-10', 7)).toBe('2025-06-08..2025-06-14')
    expect(dates('week/2025-06-08', 7)).toBe('2025-06-08..2025-06-14')
    expect(dates('week/2025-06-08', 1)).toBe('2025-06-02..2025-06-08')
    expect(dates('week/2025-06-10', 6)).toBe('2025-06-07..2025-06-13')
  })
})

describe('binsOf', () => {
  it('has a bar for every hour there was', () => {
    expect(binsOf(period('day/2025-06-10'), MIDNIGHT)).toHaveLength(24)
    expect(binsOf(period('day/2025-03-30'), MIDNIGHT)).toHaveLength(23)
    expect(binsOf(period('day/2025-10-26'), MIDNIGHT)).toHaveLength(25)
  })
  it('has days up to two months, then months', () => {
    const sizes = (path: string) => new Set(binsOf(period(path), BERLIN).map(({ size }) => size))
    expect(sizes('month/2025-06-10')).toEqual(new Set(['day']))
    expect(sizes('range/2025-06-01..2025-08-01')).toEqual(new Set(['day']))
    expect(sizes('range/2025-06-01..2025-08-02')).toEqual(new Set(['month']))
    expect(binsOf(period('year/2025-06-10'), BERLIN)).toHaveLength(12)
  })
  it('has parts of months at the ends of a range', () => {
    const bins = binsOf(period('range/2025-01-31..2025-04-01'), MIDNIGHT)
    expect(bins).toHaveLength(61)
    const months = binsOf(period('range/2025-01-31..2025-05-01'), MIDNIGHT)
    expect(months.map(({ start, end }) => (end - start) / HOUR / 24)).toEqual([1, 28, 31 - 1 / 24, 30, 1])
  })
  it('fills the period without holes, whatever the calendar', () => {
    fc.assert(
      fc.property(PERIODS, CALENDARS, (one, calendar) => {
        const bins = binsOf(one, calendar)
        const { start, end } = intervalOf(one, calendar)
        expect(bins[0]?.start).toBe(start)
        expect(bins.at(-1)?.end).toBe(end)
        expect(
          bins.every((bin, i) => bin.start < bin.end && (i === 0 || bins[i - 1]?.end === bin.start)),
        ).toBe(true)
      }),
    )
  })
})

describe('shifted', () => {
  it('steps along the calendar', () => {
    const step = (path: string, steps: number) =>
      Object.values(periodToPath(shifted(period(path), steps))).join('/')
    expect(step('day/2025-03-01', -1)).toBe('day/2025-02-28')
    expect(step('month/2025-01-31', 1)).toBe('month/2025-02-28')
    expect(step('year/2024-02-29', 1)).toBe('year/2025-02-28')
    expect(step('last30/2025-06-10', -1)).toBe('last30/2025-05-11')
    expect(step('range/2025-06-01..2025-06-09', 1)).toBe('range/2025-06-10..2025-06-18')
  })
  it('touches the period it came from', () => {
    fc.assert(
      fc.property(PERIODS, CALENDARS, (one, calendar) => {
        expect(intervalOf(shifted(one, 1), calendar).start).toBe(intervalOf(one, calendar).end)
        expect(intervalOf(shifted(one, -1), calendar).end).toBe(intervalOf(one, calendar).start)
      }),
    )
  })
})

describe('a period in an address', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(PERIODS, (one) => {
        const { length, date } = periodToPath(one)
        expect(periodToPath(period(`${length}/${date}`))).toEqual({ length, date })
      }),
    )
  })
  it.each([
    ['day', ''],
    ['day', '2025-02-30'],
    ['decade', '2025-02-20'],
    ['range', '2025-06-02..2025-06-01'],
    ['range', '2025-06-02'],
    ['', ''],
  ])('is none in %j/%j', (length, date) => {
    expect(periodFromPath(length, date)).toBeNull()
  })
})

describe('currentPeriod', () => {
  it('is the one that now is in', () => {
    const now = Date.parse('2025-06-11T01:30:00Z')
    for (const length of LENGTHS) expect(contains(currentPeriod(length, BERLIN, now), now, BERLIN)).toBe(true)
    expect(periodToPath(currentPeriod('day', BERLIN, now)).date).toBe('2025-06-10')
  })
  it('does not contain its own end', () => {
    const day = period('day/2025-06-10')
    const { start, end } = intervalOf(day, BERLIN)
    expect([start - 1, start, end - 1, end].map((moment) => contains(day, moment, BERLIN))).toEqual([
      false,
      true,
      true,
      false,
    ])
  })
})

describe('periodFromPath', () => {
  it.each([
    ['day', '+275760-09-13'],
    ['day', '9999-01-01'],
    ['day', '1969-12-31'],
    ['range', '0001-01-01..9999-12-31'],
    ['range', '2000-01-01..2020-01-01'],
  ])('names nothing that cannot be shown: %s/%s', (length, date) => {
    expect(periodFromPath(length, date)).toBeNull()
  })
  it('takes ranges of up to twenty years', () => {
    expect(periodFromPath('range', '2000-01-01..2019-12-31')).not.toBeNull()
  })
})
