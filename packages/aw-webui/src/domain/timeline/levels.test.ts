import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import type { Calendar } from '@/domain/time/calendar'
import { Grid, levelFor, LEVELS } from '@/domain/timeline/levels'

const BERLIN: Calendar = { zone: 'Europe/Berlin', startOfDay: '04:00', startOfWeek: 1 }
const grid = new Grid(BERLIN)
const at = (text: string) => Date.parse(text)
const YEAR = 365 * 86_400_000

const moments = fc.integer({ min: at('2015-01-01'), max: at('2030-01-01') })
const levels = fc.integer({ min: 0, max: LEVELS.length - 1 })

describe('levels', () => {
  it('have columns of three pixels or more, and not many times that', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1000, max: 5 * YEAR }),
        fc.integer({ min: 300, max: 3000 }),
        (span, width) => {
          const level = levelFor({ start: 0, end: span }, width)
          const pixels = ((LEVELS[level]?.column ?? 0) / span) * width
          if (level < LEVELS.length - 1) expect(pixels).toBeGreaterThanOrEqual(3)
          if (level > 0) expect(pixels).toBeLessThan(22)
        },
      ),
    )
  })

  it('show a year by days and an hour by seconds', () => {
    expect(LEVELS[levelFor({ start: 0, end: YEAR }, 1200)]?.column).toBe(86_400_000)
    expect(LEVELS[levelFor({ start: 0, end: 3_600_000 }, 1200)]?.column).toBe(10_000)
  })
})

describe('tiles', () => {
  it('cover any interval without holes', () => {
    fc.assert(
      fc.property(moments, levels, fc.integer({ min: 1, max: 300 }), (start, level, columns) => {
        const end = start + columns * (LEVELS[level]?.column ?? 0)
        const places = grid.tilesIn({ start, end }, level).map((tile) => grid.intervalOf(tile))
        expect(places[0]?.start).toBeLessThanOrEqual(start)
        expect(places.at(-1)?.end).toBeGreaterThanOrEqual(end)
        places.slice(1).forEach((place, index) => expect(place.start).toBe(places[index]?.end))
      }),
    )
  })

  it('have columns that ascend from their start to their end', () => {
    fc.assert(
      fc.property(moments, levels, (moment, level) => {
        const [tile] = grid.tilesIn({ start: moment, end: moment + 1 }, level)
        if (!tile) throw new Error('a moment is in a tile')
        const borders = grid.bordersOf(tile)
        const { start, end } = grid.intervalOf(tile)
        expect([borders[0], borders.at(-1)]).toEqual([start, end])
        expect(borders.every((border, index) => index === 0 || border > (borders[index - 1] ?? 0))).toBe(true)
      }),
      { numRuns: 50 },
    )
  })

  it('have whole days of the person as columns, also where clocks change', () => {
    const level = LEVELS.findIndex(({ column }) => column === 86_400_000)
    const [tile] = grid.tilesIn({ start: at('2025-03-30T12:00Z'), end: at('2025-03-30T13:00Z') }, level)
    const borders = tile ? grid.bordersOf(tile) : []
    const index = borders.indexOf(at('2025-03-29T04:00+01:00'))
    expect(borders[index + 1]).toBe(at('2025-03-30T04:00+02:00'))
  })

  it('of another level are found around a tile', () => {
    const tile = { level: 3, index: 1_450_000 }
    const place = grid.intervalOf(tile)
    const [wider] = grid.covering(tile, 5)
    expect(wider && grid.intervalOf(wider).start).toBeLessThanOrEqual(place.start)
    expect(grid.covering(tile, 3)).toEqual([tile])
  })
})
