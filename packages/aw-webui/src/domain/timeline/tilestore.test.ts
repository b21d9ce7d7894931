import { describe, expect, it } from 'vitest'

import { Grid } from '@/domain/timeline/levels'
import type { Picture } from '@/domain/timeline/picture'
import { TileStore } from '@/domain/timeline/tilestore'

const grid = new Grid({ zone: 'Europe/Berlin', startOfDay: '04:00', startOfWeek: 1 })
const LANE = 'window'
const NEVER = Infinity

function spans(count: number): Picture {
  const event = { timestamp: '2025-06-10T07:00:00Z', duration: 1, data: {} }
  return {
    kind: 'spans',
    spans: Array.from({ length: count }, (_, start) => ({
      start,
      end: start + 1,
      event,
      label: '',
      color: '',
      style: 'solid',
    })),
  }
}
const columns: Picture = { kind: 'columns', columns: [] }

describe('tiles in memory', () => {
  it('keep to the limit, and forget first what was not used longest', () => {
    const store = new TileStore(grid, 25)
    store.put(LANE, { level: 0, index: 1 }, spans(10), NEVER)
    store.put(LANE, { level: 0, index: 2 }, spans(10), NEVER)
    store.get(LANE, { level: 0, index: 1 })
    store.put(LANE, { level: 0, index: 3 }, spans(10), NEVER)
    expect(store.get(LANE, { level: 0, index: 2 })).toBeNull()
    expect(store.get(LANE, { level: 0, index: 1 })).not.toBeNull()
    expect(store.weight).toBe(22)
  })

  it('keep the newest even if it is larger than the limit', () => {
    const store = new TileStore(grid, 5)
    store.put(LANE, { level: 0, index: 1 }, spans(10), NEVER)
    expect(store.get(LANE, { level: 0, index: 1 })).not.toBeNull()
  })

  it('are asked for again when they are stale, and shown meanwhile', () => {
    const store = new TileStore(grid)
    const tile = { level: 0, index: 1 }
    store.put(LANE, tile, columns, 100)
    expect(store.isWanted(LANE, tile, 99)).toBe(false)
    expect(store.isWanted(LANE, tile, 100)).toBe(true)
    store.put(LANE, tile, columns, NEVER)
    store.put('another', tile, columns, NEVER)
    store.makeStale((lane) => lane === LANE)
    expect(store.isWanted(LANE, tile, 1)).toBe(true)
    expect(store.isWanted('another', tile, 1)).toBe(false)
    expect(store.pieces(LANE, [tile])).toHaveLength(1)
  })
})

describe('what is shown of a tile that is not there', () => {
  const tile = { level: 3, index: 1_450_000 }
  const place = grid.intervalOf(tile)

  it('is a part of a coarser one', () => {
    const store = new TileStore(grid)
    const [wider] = grid.covering(tile, 4)
    if (wider) store.put(LANE, wider, columns, NEVER)
    expect(store.pieces(LANE, [tile])).toEqual([{ ...place, picture: columns }])
  })

  it('is put together of finer ones', () => {
    const store = new TileStore(grid)
    const parts = grid.covering(tile, 2)
    for (const part of parts) store.put(LANE, part, columns, NEVER)
    const pieces = store.pieces(LANE, [tile])
    expect(pieces).toHaveLength(parts.length)
    expect([pieces[0]?.start, pieces.at(-1)?.end]).toEqual([place.start, place.end])
  })

  it('is nothing where nothing is known', () => {
    expect(new TileStore(grid).pieces(LANE, [tile])).toEqual([])
  })
})

describe('a tile whose single events a coarser one has', () => {
  const tile = { level: 3, index: 1_450_000 }

  it('need not be asked for', () => {
    const store = new TileStore(grid)
    const [wider] = grid.covering(tile, 5)
    if (!wider) throw new Error('a wider tile')
    store.put(LANE, wider, columns, NEVER)
    expect(store.isKnownAbove(LANE, tile, 0)).toBe(false)
    store.put(LANE, wider, spans(3), 50)
    expect(store.isKnownAbove(LANE, tile, 0)).toBe(true)
    expect(store.isKnownAbove(LANE, tile, 50)).toBe(false)
  })
})
