import { describe, expect, it } from 'vitest'

import { clockAt, type Interval } from '@/domain/time/calendar'
import { stepFor, tickLabels, ticksIn } from '@/domain/timeline/ticks'

const BERLIN = 'Europe/Berlin'

function clocks(start: string, end: string, width: number, zone = BERLIN): string[] {
  const view: Interval = { start: Date.parse(start), end: Date.parse(end) }
  return ticksIn(view, stepFor(view, width), zone).map(({ at }) =>
    clockAt(at, zone).toPlainDateTime().toString(),
  )
}

describe('ticks', () => {
  it('are round times of the zone', () => {
    expect(clocks('2025-06-10T07:03Z', '2025-06-10T11:10Z', 400)).toEqual([
      '2025-06-10T10:00:00',
      '2025-06-10T11:00:00',
      '2025-06-10T12:00:00',
      '2025-06-10T13:00:00',
    ])
    expect(clocks('2025-06-10T06:58Z', '2025-06-10T07:31Z', 300, 'Asia/Kolkata')).toEqual([
      '2025-06-10T12:30:00',
      '2025-06-10T12:40:00',
      '2025-06-10T12:50:00',
      '2025-06-10T13:00:00',
    ])
  })

  it('leave out the hour that a change of clocks skips', () => {
    const ticks = clocks('2025-03-29T23:30Z', '2025-03-30T03:30Z', 400)
    expect(ticks).toEqual([
      '2025-03-30T01:00:00',
      '2025-03-30T03:00:00',
      '2025-03-30T04:00:00',
      '2025-03-30T05:00:00',
    ])
  })

  it('are weeks, months and years where days have no room', () => {
    expect(clocks('2025-06-01T00:00Z', '2025-07-01T00:00Z', 400)[0]).toBe('2025-06-02T00:00:00')
    expect(clocks('2024-12-15T00:00Z', '2025-12-15T00:00Z', 1200)).toHaveLength(12)
    expect(clocks('2015-06-01T00:00Z', '2025-06-01T00:00Z', 900)[0]).toBe('2016-01-01T00:00:00')
  })

  it('go down to parts of a second', () => {
    expect(clocks('2025-06-10T07:00:00Z', '2025-06-10T07:00:01Z', 400)).toHaveLength(6)
  })

  it('have room for their labels at every zoom', () => {
    for (let span = 1000; span < 1e12; span *= 1.7) {
      const view = { start: 1.7e12, end: 1.7e12 + span }
      const ticks = ticksIn(view, stepFor(view, 1000), BERLIN)
      expect(ticks.length).toBeLessThanOrEqual(15)
    }
  })
})

it('labels name the day at midnight and the time else', () => {
  const label = tickLabels(BERLIN, 'en-GB')
  expect(label({ at: Date.parse('2025-06-09T22:00Z'), shows: 'day' })).toBe('Tue 10 Jun')
  expect(label({ at: Date.parse('2025-06-10T07:00Z'), shows: 'minute' })).toBe('09:00')
})
