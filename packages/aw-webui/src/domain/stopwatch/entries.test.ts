import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import {
  coveredSeconds,
  elapsedSeconds,
  entriesOf,
  entryDays,
  labelsOf,
  secondsWithin,
} from '@/domain/stopwatch/entries'
import type { AwEvent } from '@/domain/events/event'
import type { Calendar } from '@/domain/time/calendar'

const BERLIN: Calendar = { zone: 'Europe/Berlin', startOfDay: '04:00', startOfWeek: 1 }

function taken(id: number, timestamp: string, minutes: number, label = 'Call'): AwEvent {
  return { id, timestamp, duration: minutes * 60, data: { label, running: false, $category: ['Work'] } }
}

describe('entriesOf', () => {
  it('reads what the query found', () => {
    expect(entriesOf('aw-stopwatch', [taken(7, '2025-06-10T09:00:00+00:00', 30)])).toEqual([
      {
        id: 7,
        bucketId: 'aw-stopwatch',
        start: Date.parse('2025-06-10T09:00Z'),
        end: Date.parse('2025-06-10T09:30Z'),
        label: 'Call',
        category: ['Work'],
      },
    ])
  })
})

describe('entryDays', () => {
  it('puts what began after midnight to the day before, the newest day first', () => {
    const entries = entriesOf('aw-stopwatch', [
      taken(1, '2025-06-10T09:00:00Z', 30),
      taken(2, '2025-06-11T01:00:00Z', 30),
      taken(3, '2025-06-11T09:00:00Z', 10),
    ])
    expect(
      entryDays(entries, BERLIN).map(({ date, entries: own }) => [`${date}`, own.map(({ id }) => id)]),
    ).toEqual([
      ['2025-06-11', [3]],
      ['2025-06-10', [2, 1]],
    ])
  })

  it('says both the sum and the time covered where two ran at once', () => {
    const entries = entriesOf('aw-stopwatch', [
      taken(1, '2025-06-10T09:00:00Z', 30),
      taken(2, '2025-06-10T09:20:00Z', 30),
    ])
    expect(entryDays(entries, BERLIN)[0]).toMatchObject({ seconds: 3600, covered: 3000 })
  })
})

describe('coveredSeconds', () => {
  it('is at most the sum and at least the longest, in any order', () => {
    const interval = fc
      .tuple(fc.nat(100_000), fc.nat(10_000))
      .map(([start, length]) => ({ start: start * 1000, end: (start + length) * 1000 }))
    fc.assert(
      fc.property(fc.array(interval, { minLength: 1 }), (intervals) => {
        const lengths = intervals.map(({ start, end }) => (end - start) / 1000)
        const covered = coveredSeconds(intervals)
        expect(covered).toBeLessThanOrEqual(lengths.reduce((sum, length) => sum + length, 0))
        expect(covered).toBeGreaterThanOrEqual(Math.max(...lengths))
        expect(coveredSeconds([...intervals].reverse())).toBe(covered)
      }),
    )
  })
})

describe('secondsWithin', () => {
  it('counts of each only what lies in the day: one left running for months is in it for a day at most', () => {
    const day = { start: 86_400_000, end: 2 * 86_400_000 }
    const lastNight = { start: day.start - 3_600_000, end: day.start + 600_000 }
    const months = { start: 0, end: 100 * day.end }
    expect(secondsWithin([lastNight], day)).toBe(600)
    expect(secondsWithin([months], day)).toBe(86_400)
    expect(secondsWithin([lastNight, lastNight], day)).toBe(1200)
    expect(secondsWithin([{ start: 0, end: 5 }], day)).toBe(0)
  })
})

describe('labelsOf', () => {
  it('has each label once, the last used first', () => {
    const entries = entriesOf('aw-stopwatch', [
      taken(1, '2025-06-10T09:00:00Z', 30, 'Call'),
      taken(2, '2025-06-11T09:00:00Z', 30, 'Reading'),
      taken(3, '2025-06-12T09:00:00Z', 30, 'Call'),
      taken(4, '2025-06-12T09:00:00Z', 30, ''),
    ])
    expect(labelsOf(entries)).toEqual(['Call', 'Reading'])
  })
})

describe('elapsedSeconds', () => {
  it('never is less than none', () => {
    const [entry] = entriesOf('aw-stopwatch', [taken(1, '2025-06-10T09:00:00Z', 0)])
    if (!entry) throw new Error('no entry')
    expect(elapsedSeconds(entry, entry.start + 61_900)).toBe(61)
    expect(elapsedSeconds(entry, entry.start - 5000)).toBe(0)
  })
})
