import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { labelEvery, rangeOf, stacked, tickLabel, ticksFor, totalOf } from '@/domain/charts/bars'

const PARTS = [
  { key: 'a', name: 'A', seconds: 60, color: 'red' },
  { key: 'b', name: 'B', seconds: 30, color: 'blue' },
]

describe('stacked', () => {
  it('puts each piece on top of the one before', () => {
    expect(stacked(PARTS).map(({ from, to }) => [from, to])).toEqual([
      [0, 60],
      [60, 90],
    ])
  })

  it('is as high as the total', () => {
    const bin = { start: 0, end: 1, label: '', parts: PARTS }
    expect(stacked(bin.parts).at(-1)?.to).toBe(totalOf(bin))
  })
})

describe('ticksFor', () => {
  it('marks an hour by quarters', () => {
    expect(ticksFor(3600)).toEqual([0, 900, 1800, 2700, 3600])
  })

  it('marks what is longer than an hour by halves: no mark reads 1 h 15 min', () => {
    expect(ticksFor(3700)).toEqual([0, 1800, 3600, 5400])
    expect(ticksFor(2 * 3600)).toEqual([0, 1800, 3600, 5400, 7200])
  })

  it('takes no further mark for what rounding added', () => {
    expect(ticksFor(3600.0004)).toEqual(ticksFor(3600))
  })

  it('begins at 0, reaches the longest bar and has few marks, however long that is', () => {
    fc.assert(
      fc.property(fc.double({ min: 1, max: 9e7, noNaN: true }), (longest) => {
        const ticks = ticksFor(longest)
        expect(ticks[0]).toBe(0)
        expect(ticks.at(-1)).toBeGreaterThanOrEqual(longest * 0.999)
        expect(ticks.length).toBeLessThanOrEqual(5)
      }),
    )
  })
})

describe('tickLabel', () => {
  it('is short', () => {
    expect([900, 3600, 5400, 360_000].map((tick) => tickLabel(tick, 'en'))).toEqual([
      '15 min',
      '1 h',
      '1.5 h',
      '100 h',
    ])
  })
})

describe('labelEvery', () => {
  it('labels every bar where there is room', () => {
    expect(labelEvery(12, 600, 40)).toBe(1)
  })

  it('leaves out labels that would overlap', () => {
    expect(labelEvery(24, 300, 40)).toBe(4)
  })
})

describe('rangeOf', () => {
  const bins = [
    { start: 0, end: 10 },
    { start: 10, end: 20 },
    { start: 20, end: 30 },
  ]
  it('covers the bars between two, in whichever direction they were dragged over', () => {
    expect(rangeOf(bins, 0, 1)).toEqual({ start: 0, end: 20 })
    expect(rangeOf(bins, 2, 1)).toEqual({ start: 10, end: 30 })
  })

  it('is none where there is no bar', () => {
    expect(rangeOf(bins, 0, 3)).toBeNull()
  })
})
