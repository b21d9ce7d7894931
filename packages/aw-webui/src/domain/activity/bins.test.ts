import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'

import { categoryBars, hourLabel, lanePieces } from '@/domain/activity/bins'
import { totalOf } from '@/domain/charts/bars'
import type { AwEvent } from '@/domain/events/event'
import { type Calendar, isoAt } from '@/domain/time/calendar'
import { binsOf, intervalOf, type Period } from '@/domain/time/period'

const CALENDAR: Calendar = { zone: 'Europe/Berlin', startOfDay: '04:00', startOfWeek: 1 }
const PLACE = { locale: 'en-GB', zone: 'Europe/Berlin' }
const LOOK = {
  colorOf: (name: readonly string[]) => `color of ${name.join('/')}`,
  nameOf: (name: readonly string[]) => name.join(' › '),
  order: [['Work'], ['Media']],
}

function day(date: string): Period {
  return { length: 'day', date: Temporal.PlainDate.from(date) }
}
function event(start: number, duration: number, name: string[]): AwEvent {
  return { timestamp: isoAt(start), duration, data: { $category: name } }
}

describe('categoryBars', () => {
  it.each(['00:00', '04:00', '16:30', '23:30'])(
    'calls days by their own date if they begin at %s',
    (startOfDay) => {
      const period: Period = { length: 'week', date: Temporal.PlainDate.from('2026-06-10') }
      const bars = categoryBars(binsOf(period, { ...CALENDAR, startOfDay }), [], LOOK, PLACE)
      expect(bars.map(({ title }) => title?.replace(',', ''))[0]).toBe('Mon 8 Jun 2026')
      expect(bars.map(({ label }) => /\d+/.exec(label)?.[0])).toEqual([
        '8',
        '9',
        '10',
        '11',
        '12',
        '13',
        '14',
      ])
    },
  )

  it('has an hour more where clocks are set back, and fills the day without holes', () => {
    // The clocks of the night to the 25th change at 3, before that day begins.
    const period = day('2026-10-24')
    const bars = categoryBars(binsOf(period, CALENDAR), [], LOOK, PLACE)
    expect(bars).toHaveLength(25)
    const { start, end } = intervalOf(period, CALENDAR)
    expect(bars.reduce((sum, bar) => sum + bar.end - bar.start, 0)).toBe(end - start)
    expect(bars.filter(({ label }) => label === '02').map(({ title }) => title)).toEqual([
      '02:00 CEST – 02:00 CET',
      '02:00 – 03:00',
    ])
  })

  it('has an hour less where they are set forward', () => {
    expect(categoryBars(binsOf(day('2026-03-28'), CALENDAR), [], LOOK, PLACE)).toHaveLength(23)
  })

  it('puts each time into its bar, stacked in the order of the categories', () => {
    const bins = binsOf(day('2026-06-10'), CALENDAR)
    const start = bins[5]?.start ?? 0
    const bars = categoryBars(bins, [event(start, 20, ['Media']), event(start, 10, ['Work'])], LOOK, PLACE)
    expect(bars[5]?.parts.map(({ name, seconds }) => [name, seconds])).toEqual([
      ['Work', 10],
      ['Media', 20],
    ])
    expect(bars.reduce((sum, bar) => sum + totalOf(bar), 0)).toBe(30)
    expect(bars[5]).toMatchObject({ label: '09', title: '09:00 – 10:00' })
  })

  it('names days and months', () => {
    const date = Temporal.PlainDate.from('2026-06-10')
    const week = categoryBars(binsOf({ length: 'week', date }, CALENDAR), [], LOOK, PLACE)
    expect(week[0]).toMatchObject({ label: 'Mon 8', title: 'Mon, 8 Jun 2026' })
    const year = categoryBars(binsOf({ length: 'year', date }, CALENDAR), [], LOOK, PLACE)
    expect(year[11]).toMatchObject({ label: 'Dec', title: 'December 2026' })
  })
})

describe('lanePieces', () => {
  it('is as long as the time it shows', () => {
    const interval = { start: 0, end: 100_000 }
    const events = [event(0, 5, ['Media']), event(0, 3, ['Work']), event(50_000, 10, ['Work'])]
    const pieces = lanePieces(events, interval, LOOK)
    expect(pieces.reduce((sum, { from, to }) => sum + to - from, 0)).toBeCloseTo(0.18)
  })

  it('puts the categories of one piece side by side, in their order', () => {
    const events = [event(0, 5, ['Media']), event(0, 3, ['Work'])]
    expect(lanePieces(events, { start: 0, end: 10_000 }, LOOK)).toEqual([
      { color: 'color of Work', from: 0, to: 0.3 },
      { color: 'color of Media', from: 0.3, to: 0.8 },
    ])
  })
})

describe('hourLabel', () => {
  it('is written as the locale does, without words', () => {
    const at = Date.UTC(2026, 5, 10, 13)
    expect(hourLabel(at, { locale: 'de', zone: 'UTC' })).toBe('13')
    expect(hourLabel(at, { locale: 'en-US', zone: 'UTC' })).toBe('1 PM')
  })
})
