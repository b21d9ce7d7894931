import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { apportion } from '@/domain/report/apportion'

describe('apportion', () => {
  it('gives the odd unit to whom most of it is due', () => {
    expect(apportion(10, [1, 1, 1])).toEqual([4, 3, 3])
    expect(apportion(7, [3, 1])).toEqual([5, 2])
  })

  it('gives all to the first where nothing has a weight', () => {
    expect(apportion(5, [0, 0])).toEqual([5, 0])
    expect(apportion(5, [])).toEqual([])
  })

  it('adds up to the whole, each share within a unit of the exact one', () => {
    const weights = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(fc.nat(1_000_000), weights, (whole, given) => {
        const shares = apportion(whole, given)
        const sum = given.reduce((total, weight) => total + weight, 0)
        expect(shares.reduce((total, share) => total + share, 0)).toBe(whole)
        fc.pre(sum > 0)
        shares.forEach((share, index) => {
          expect(Math.abs(share - (whole * (given[index] ?? 0)) / sum)).toBeLessThan(1.001)
        })
      }),
    )
  })
})
