import { describe, expect, it } from 'vitest'

import { findAt, itemsIn, stepFrom } from '@/domain/timeline/find'
import type { Lane } from '@/domain/timeline/lanes'
import type { Run } from '@/domain/timeline/runs'

const lane: Lane = {
  id: 'w',
  kind: 'window',
  host: 'laptop',
  client: '',
  bucketId: 'w',
  counted: ['w'],
  range: { start: 0, end: 1 },
}

const spans = [
  [0, 100],
  [50, 60],
  [200, 205],
].map(([start = 0, end = 0], id) => ({
  start,
  end,
  label: '',
  color: '',
  style: 'solid' as const,
  event: { id, timestamp: '', duration: 0, data: {} },
}))
const runs: Run[] = [
  { kind: 'spans', items: spans, clip: { start: 0, end: 1000 } },
  {
    kind: 'columns',
    items: [{ start: 1000, end: 1100, parts: [], layers: [] }],
    clip: { start: 1000, end: 2000 },
  },
]

describe('what is found', () => {
  it('is what lies on top at the moment', () => {
    expect(findAt(lane, runs, 55, 0, 0)?.start).toBe(50)
    expect(findAt(lane, runs, 70, 0, 0)?.start).toBe(0)
    expect(findAt(lane, runs, 1050, 0, 0)?.kind).toBe('column')
    expect(findAt(lane, runs, 150, 0, 0)).toBeNull()
  })

  it('may be a little beside the pointer', () => {
    expect(findAt(lane, runs, 207, 3, 0)?.start).toBe(200)
  })

  it('is nothing that is too short to be shown', () => {
    expect(findAt(lane, runs, 55, 0, 20)?.start).toBe(0)
    expect(itemsIn(lane, runs, { start: 0, end: 1000 }, 8)).toHaveLength(2)
  })
})

it('the next and the one before are found from any moment', () => {
  const items = itemsIn(lane, runs, { start: 0, end: 2000 }, 0)
  expect(stepFrom(items, 0, 1)?.start).toBe(50)
  expect(stepFrom(items, 200, -1)?.start).toBe(50)
  expect(stepFrom(items, 0, -1)).toBeNull()
  expect(stepFrom(items, 1000, 1)).toBeNull()
})
