import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { rounded, STEPS } from '@/domain/report/rounding'

const hours = (h: number, min = 0, s = 0) => h * 3600 + min * 60 + s

describe('rounded', () => {
  it.each([
    [hours(7, 1), 15, 'up', hours(7, 15)],
    [hours(7, 15), 15, 'up', hours(7, 15)],
    [hours(7, 7), 15, 'nearest', hours(7)],
    [hours(7, 7, 30), 15, 'nearest', hours(7, 15)],
    [hours(7, 3), 6, 'nearest', hours(7, 6)],
    [hours(0, 0, 1), 30, 'up', hours(0, 30)],
    [0, 30, 'up', 0],
    [12.4, 0, 'up', 12],
  ] as const)('%d s by %d min %s is %d s', (seconds, step, direction, expected) => {
    expect(rounded(seconds, step, direction)).toBe(expected)
  })

  it('up takes nothing away and adds less than a step; nearest stays within half a step', () => {
    fc.assert(
      fc.property(fc.nat(100_000), fc.constantFrom(...STEPS), (seconds, step) => {
        const up = rounded(seconds, step, 'up')
        const nearest = rounded(seconds, step, 'nearest')
        expect(up - seconds).toBeGreaterThanOrEqual(0)
        expect(up - seconds).toBeLessThan(Math.max(1, step * 60))
        expect(Math.abs(nearest - seconds)).toBeLessThanOrEqual(step * 30)
        if (step) expect([up % (step * 60), nearest % (step * 60)]).toEqual([0, 0])
      }),
    )
  })
})
