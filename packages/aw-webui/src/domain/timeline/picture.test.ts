import { describe, expect, it } from 'vitest'

import type { AwEvent } from '@/domain/events/event'
import {
  columnsOf,
  itemAt,
  joined,
  merged,
  type LookOf,
  spansOf,
  visible,
  weightOf,
  withRest,
} from '@/domain/timeline/picture'

const T0 = Date.parse('2025-06-10T07:00:00Z')
const look: LookOf = ({ data }) => ({
  label: String(data['app']),
  color: String(data['app']),
  style: 'solid',
})

function event(second: number, duration: number, app: string, id: number | null = null): AwEvent {
  return { id, timestamp: new Date(T0 + second * 1000).toISOString(), duration, data: { app } }
}

describe('single events', () => {
  const spans = spansOf([event(60, 5, 'b', 2), event(0, 30, 'a', 1)], look)

  it('are bars by their start', () => {
    expect(spans.map(({ start, label }) => [start - T0, label])).toEqual([
      [0, 'a'],
      [60_000, 'b'],
    ])
  })

  it('are found in an interval', () => {
    expect(visible(spans, { start: T0 + 29_999, end: T0 + 60_000 }).map(({ label }) => label)).toEqual(['a'])
    expect(visible(spans, { start: T0 + 30_000, end: T0 + 60_000 })).toEqual([])
  })

  it('are found under the pointer, or near it', () => {
    expect(itemAt(spans, T0 + 10_000, 0)?.label).toBe('a')
    expect(itemAt(spans, T0 + 58_000, 1000)).toBeNull()
    expect(itemAt(spans, T0 + 58_000, 3000)?.label).toBe('b')
  })

  it('that a border of tiles cuts are one bar', () => {
    const left = spansOf([event(0, 30, 'a', 1)], look)
    const right = spansOf([event(30, 10, 'a', 1), event(40, 5, 'b', 2)], look)
    expect(joined(left, right).map(({ start, end }) => end - start)).toEqual([40_000, 5000])
    expect(joined(left, spansOf([event(30, 10, 'a', 9)], look))).toHaveLength(2)
    expect(joined([], right)).toEqual(right)
  })
})

describe('the merged lane', () => {
  it('has one bar for neighbours of the same look', () => {
    const spans = spansOf(
      [event(0, 30, 'a', 1), event(30.5, 60, 'a', 2), event(91, 5, 'b', 3), event(100, 5, 'b', 4)],
      look,
    )
    expect(merged(spans).map(({ start, end, event: { id } }) => [start - T0, end - T0, id])).toEqual([
      [0, 90_500, null],
      [91_000, 96_000, null],
      [100_000, 105_000, null],
    ])
  })

  it('leaves the events themselves alone', () => {
    const spans = spansOf([event(0, 30, 'a', 1), event(30, 60, 'a', 2)], look)
    merged(spans)
    expect(spans[0]?.end).toBe(T0 + 30_000)
  })
})

describe('columns', () => {
  it('hold all the time, also what is too little to be named', () => {
    const rest = withRest(
      [event(0, 20, 'a'), event(60, 5, 'a')],
      [event(0, 30, 'a'), event(0, 7, 'b'), event(60, 5, 'a')],
      'app',
    )
    expect(rest.map(({ duration, data }) => [duration, data['app']])).toEqual([
      [20, 'a'],
      [5, 'a'],
      [10, 'a'],
      [7, 'b'],
    ])
  })

  it('of a day are full with half of it', () => {
    const [column] = columnsOf([event(0, 6 * 3600, 'a')], [T0, T0 + 86_400_000], look)
    expect(column?.parts[0]?.share).toBe(0.5)
  })

  const borders = [T0, T0 + 60_000, T0 + 120_000, T0 + 180_000]

  it('hold the share of each thing; those without time are left out', () => {
    const columns = columnsOf([event(0, 30, 'a'), event(0, 15, 'b'), event(120, 60, 'a')], borders, look)
    expect(columns.map(({ start, parts }) => [start - T0, parts.map(({ share }) => share)])).toEqual([
      [0, [0.5, 0.25]],
      [120_000, [1]],
    ])
  })

  it('are never more than full', () => {
    const [column] = columnsOf([event(0, 60, 'a'), event(0, 60, 'b')], borders, look)
    expect(column?.parts.map(({ share }) => share)).toEqual([0.5, 0.5])
  })

  it('are drawn in layers, one for each look', () => {
    const look = ({ data }: AwEvent) => ({
      label: String(data['app']),
      color: 'red',
      style: 'solid' as const,
    })
    const [column] = columnsOf([event(0, 30, 'a'), event(0, 15, 'b')], borders, look)
    expect(column?.layers).toEqual([{ share: 0.75, color: 'red', style: 'solid' }])
  })

  it('weigh what they hold', () => {
    const columns = columnsOf([event(0, 30, 'a'), event(0, 15, 'b')], borders, look)
    expect(weightOf({ kind: 'columns', columns })).toBe(3)
    expect(weightOf({ kind: 'spans', spans: [] })).toBe(0)
  })
})
