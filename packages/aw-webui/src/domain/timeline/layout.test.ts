import { describe, expect, it } from 'vitest'

import type { Lane } from '@/domain/timeline/lanes'
import {
  AXIS_HEIGHT,
  eachBar,
  GROUP_HEIGHT,
  heightOf,
  laneAt,
  LANE_HEIGHT,
  momentAt,
  rowsOf,
  xOf,
} from '@/domain/timeline/layout'
import type { Span } from '@/domain/timeline/picture'

const lane = (id: string, host: string): Lane => ({
  id,
  kind: 'window',
  host,
  client: '',
  bucketId: id,
  counted: [id],
  range: { start: 0, end: 1 },
})

describe('rows', () => {
  const rows = rowsOf([
    lane('categories', ''),
    lane('a', 'laptop'),
    lane('b', 'laptop'),
    lane('c', 'desktop'),
  ])

  it('stand under the name of their device', () => {
    expect(rows.map((row) => row.lane?.id ?? row.host)).toEqual([
      'categories',
      'laptop',
      'a',
      'b',
      'desktop',
      'c',
    ])
    expect(heightOf(rows)).toBeGreaterThanOrEqual(AXIS_HEIGHT + 4 * LANE_HEIGHT + 2 * GROUP_HEIGHT)
  })

  it('are found under the pointer', () => {
    expect(laneAt(rows, AXIS_HEIGHT - 1)).toBeNull()
    expect(laneAt(rows, AXIS_HEIGHT)?.id).toBe('categories')
    expect(laneAt(rows, AXIS_HEIGHT + LANE_HEIGHT + 1)).toBeNull()
    expect(laneAt(rows, AXIS_HEIGHT + LANE_HEIGHT + GROUP_HEIGHT)?.id).toBe('a')
    expect(laneAt(rows, 10_000)).toBeNull()
  })
})

it('pixels and moments are each other', () => {
  const view = { start: 1000, end: 3000 }
  expect(xOf(1500, view, 400)).toBe(100)
  expect(momentAt(100, view, 400)).toBe(1500)
})

describe('bars', () => {
  const view = { start: 0, end: 1000 }
  const span = (start: number, end: number, label: string): Span => ({
    start,
    end,
    label,
    color: '',
    style: 'solid',
    event: { timestamp: '', duration: 0, data: {} },
  })
  function bars(spans: Span[], change: Partial<Parameters<typeof eachBar>[1]> = {}) {
    const found: [number, number, string][] = []
    const scene = { view, width: 100, clip: view, shortest: 0, ...change }
    eachBar(spans, scene, (x, width, { label }) => found.push([x, width, label]))
    return found
  }

  it('lie where their events are, cut to what is drawn', () => {
    expect(bars([span(-100, 200, 'a'), span(200, 500, 'b'), span(1000, 1100, 'c')])).toEqual([
      [0, 20, 'a'],
      [20, 30, 'b'],
    ])
    expect(bars([span(0, 500, 'a')], { clip: { start: 100, end: 300 } })).toEqual([[10, 20, 'a']])
  })

  it('too narrow to be seen become one for each pixel, of the longest there', () => {
    expect(bars([span(10, 12, 'a'), span(12, 18, 'b'), span(18, 19, 'c'), span(25, 27, 'd')])).toEqual([
      [1, 1, 'b'],
      [2, 1, 'd'],
    ])
  })

  it('come from left to right, narrow ones too', () => {
    expect(
      bars([span(10, 12, 'a'), span(20, 50, 'b'), span(55, 57, 'c')]).map(([, , label]) => label),
    ).toEqual(['a', 'b', 'c'])
  })

  it('of short events are left out if the person wants it so', () => {
    expect(bars([span(0, 99, 'a'), span(100, 200, 'b')], { shortest: 100 })).toEqual([[10, 10, 'b']])
  })
})
