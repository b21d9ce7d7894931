import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { excusesSilence, newPause, PAUSES, type ServerPause } from '@/domain/pause/pause'
import type { Calendar } from '@/domain/time/calendar'

const BERLIN: Calendar = { zone: 'Europe/Berlin', startOfDay: '04:00', startOfWeek: 1 }
const NONE: ServerPause = { paused: false, since: null, until: null, by: null, ended: null, resumed: null }

describe('a new pause', () => {
  it('lasts until tomorrow begins for this person', () => {
    const evening = Date.parse('2026-11-24T21:00:00Z')
    expect(newPause('tomorrow', evening, BERLIN)).toEqual({ until: '2026-11-25T03:00:00.000Z' })
    const afterMidnight = Date.parse('2026-11-24T23:30:00Z')
    expect(newPause('tomorrow', afterMidnight, BERLIN)).toEqual({ until: '2026-11-25T03:00:00.000Z' })
  })

  it('always ends in time to come, whenever clocks are set', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: Date.parse('2026-01-01'), max: Date.parse('2026-12-31') }),
        fc.constantFrom('00:00', '02:30', '04:00'),
        (now, startOfDay) => {
          const { until } = newPause('tomorrow', now, { ...BERLIN, startOfDay })
          const hours = (Date.parse(until ?? '') - now) / 3_600_000
          expect(hours).toBeGreaterThan(0)
          expect(hours).toBeLessThanOrEqual(25)
        },
      ),
    )
  })

  it('is of a length, or has no end', () => {
    expect(PAUSES.map((choice) => newPause(choice, 0, BERLIN).duration)).toEqual([
      1800,
      3600,
      undefined,
      undefined,
    ])
    expect(newPause('open', 0, BERLIN)).toEqual({})
  })
})

describe('silence', () => {
  const ended = '2026-11-24T12:00:00+00:00'
  const after = (minutes: number) => Date.parse(ended) + minutes * 60_000

  it('means nothing in a pause and just after it', () => {
    expect(excusesSilence({ ...NONE, paused: true }, 0)).toBe(true)
    expect(excusesSilence({ ...NONE, ended }, after(2))).toBe(true)
    expect(excusesSilence({ ...NONE, ended }, after(4))).toBe(false)
  })

  it('means something where there was no pause, or an older server', () => {
    expect(excusesSilence(NONE, after(0))).toBe(false)
    expect(excusesSilence(null, after(0))).toBe(false)
  })
})
