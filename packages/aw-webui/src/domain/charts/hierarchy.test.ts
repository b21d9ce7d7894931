import { describe, expect, it } from 'vitest'

import type { CategoryNode } from '@/domain/activity/tree'
import { areas, rings } from '@/domain/charts/hierarchy'

const TREES: CategoryNode[] = [
  {
    name: ['Work'],
    seconds: 80,
    own: 20,
    children: [{ name: ['Work', 'Code'], seconds: 60, own: 60, children: [] }],
  },
  { name: ['Media'], seconds: 20, own: 20, children: [] },
]

describe('rings', () => {
  it('has a slice for each category, those below another further out', () => {
    const slices = rings(TREES, 100)
    expect(slices.map(({ node, depth }) => [node.name.join('/'), depth])).toEqual([
      ['Work', 1],
      ['Media', 1],
      ['Work/Code', 2],
    ])
    expect(slices.every(({ path }) => path.startsWith('M'))).toBe(true)
  })

  it('leaves out what would be too narrow to see', () => {
    const tiny = { name: ['Tiny'], seconds: 0.01, own: 0.01, children: [] }
    expect(rings([...TREES, tiny], 100)).toHaveLength(3)
  })

  it('is empty of nothing', () => {
    expect(rings([], 100)).toEqual([])
  })
})

describe('areas', () => {
  it('lays children within their parent', () => {
    const found = areas(TREES, 300, 200)
    const [work, code] = ['Work', 'Work/Code'].map((name) =>
      found.find(({ node }) => node.name.join('/') === name),
    )
    expect(work && code && code.x >= work.x && code.y >= work.y).toBe(true)
    expect(work && code && code.x + code.width <= work.x + work.width).toBe(true)
  })

  it('needs room', () => {
    expect(areas(TREES, 0, 200)).toEqual([])
  })
})
