import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { type CategorySeconds, deltasOf } from '@/domain/trends/deltas'

const now: CategorySeconds[] = [
  { name: ['Work', 'Programming'], seconds: 500 },
  { name: ['Work', 'Mail'], seconds: 100 },
  { name: ['Media'], seconds: 50 },
]
const before: CategorySeconds[] = [
  { name: ['Work', 'Programming'], seconds: 300 },
  { name: ['Media'], seconds: 400 },
]

describe('deltasOf', () => {
  it('puts the largest change first, up or down', () => {
    expect(deltasOf(now, before, Infinity).map(({ name, change }) => [name.at(-1), change])).toEqual([
      ['Media', -350],
      ['Programming', 200],
      ['Mail', 100],
    ])
  })

  it('adds what stands below to the top categories', () => {
    expect(deltasOf(now, before, 1)).toContainEqual({ name: ['Work'], now: 600, before: 300, change: 300 })
  })

  it('adds up to both totals at any depth', () => {
    const times = fc.array(
      fc.record({
        name: fc.array(fc.constantFrom('A', 'B', 'C'), { minLength: 1, maxLength: 3 }),
        seconds: fc.nat(10_000),
      }),
    )
    const sum = (items: readonly { seconds: number }[]) =>
      items.reduce((all, { seconds }) => all + seconds, 0)
    fc.assert(
      fc.property(times, times, fc.integer({ min: 1, max: 3 }), (one, other, depth) => {
        const deltas = deltasOf(one, other, depth)
        expect(deltas.reduce((all, delta) => all + delta.now, 0)).toBe(sum(one))
        expect(deltas.reduce((all, delta) => all + delta.before, 0)).toBe(sum(other))
        expect(deltas.every((delta) => delta.change === delta.now - delta.before)).toBe(true)
      }),
    )
  })
})
