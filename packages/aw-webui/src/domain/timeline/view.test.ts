import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { fitted, panned, spanOf, viewFromQuery, within, zoomed } from '@/domain/timeline/view'

const BOUNDS = { start: 0, end: 1_000_000_000 }
const VIEW = { start: 100_000, end: 200_000 }

describe('zooming', () => {
  it('keeps the moment under the pointer where it is', () => {
    expect(zoomed(VIEW, 0.5, 125_000, BOUNDS)).toEqual({ start: 112_500, end: 162_500 })
    expect(zoomed(VIEW, 2, 100_000, BOUNDS)).toEqual({ start: 100_000, end: 300_000 })
  })

  it('ends at a second and at everything', () => {
    expect(spanOf(zoomed(VIEW, 1e-9, 150_000, BOUNDS))).toBe(1000)
    expect(zoomed(VIEW, 1e9, 150_000, BOUNDS)).toEqual(BOUNDS)
  })

  it('never leaves the bounds', () => {
    const moments = fc.integer({ min: -1e9, max: 2e9 })
    fc.assert(
      fc.property(
        moments,
        fc.integer({ min: 1000, max: 2e9 }),
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        (start, span, factor) => {
          const view = zoomed(within({ start, end: start + span }, BOUNDS), factor, start, BOUNDS)
          expect(view.start).toBeGreaterThanOrEqual(BOUNDS.start)
          expect(view.end).toBeLessThanOrEqual(BOUNDS.end + 1e-6)
        },
      ),
    )
  })
})

describe('moving', () => {
  it('goes by shares of what is on screen', () => {
    expect(panned(VIEW, 0.5, BOUNDS)).toEqual({ start: 150_000, end: 250_000 })
  })

  it('stops at the ends and keeps the length', () => {
    expect(panned(VIEW, -5, BOUNDS)).toEqual({ start: 0, end: 100_000 })
  })
})

it('an interval is fitted with a little room, however short it is', () => {
  expect(fitted(VIEW, BOUNDS)).toEqual({ start: 96_000, end: 204_000 })
  expect(spanOf(fitted({ start: 5000, end: 5000 }, BOUNDS))).toBe(1080)
})

describe('the view in an address', () => {
  it('is read from two times', () => {
    const query = { start: '2025-06-10T07:00:00Z', end: '2025-06-10T08:00:00Z' }
    expect(viewFromQuery(query)).toEqual({ start: Date.parse(query.start), end: Date.parse(query.end) })
  })

  it('is none where one is missing, unreadable, or not after the other', () => {
    expect(viewFromQuery({ start: '2025-06-10' })).toBeNull()
    expect(viewFromQuery({ start: '2025-06-10', end: 'soon' })).toBeNull()
    expect(viewFromQuery({ start: '2025-06-10', end: '2025-06-09' })).toBeNull()
  })
})
