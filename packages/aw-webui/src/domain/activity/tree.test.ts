import { describe, expect, it } from 'vitest'

import { categoryOf, categoryTrees, flattened } from '@/domain/activity/tree'
import type { AwEvent } from '@/domain/events/event'

function event(name: string[], duration: number): AwEvent {
  return { timestamp: '2025-06-10T08:00:00Z', duration, data: { $category: name } }
}

const EVENTS = [
  event(['Uncategorized'], 100),
  event(['Work'], 10),
  event(['Work', 'Programming'], 30),
  event(['Media', 'Video'], 20),
]

describe('categoryTrees', () => {
  it('adds what stands below a category to its time', () => {
    const [work] = categoryTrees(EVENTS)
    expect(work).toMatchObject({ name: ['Work'], seconds: 40, own: 10 })
    expect(work?.children).toMatchObject([{ name: ['Work', 'Programming'], seconds: 30, own: 30 }])
  })

  it('has the groups above a category though no time is their own', () => {
    expect(categoryTrees(EVENTS)[1]).toMatchObject({ name: ['Media'], seconds: 20, own: 0 })
  })

  it('sorts by time, with what has no category last', () => {
    expect(categoryTrees(EVENTS).map(({ name }) => name[0])).toEqual(['Work', 'Media', 'Uncategorized'])
  })

  it('has all time once in its top categories, and once in what is own', () => {
    const trees = categoryTrees(EVENTS)
    expect(trees.reduce((sum, { seconds }) => sum + seconds, 0)).toBe(160)
    expect(flattened(trees).reduce((sum, { own }) => sum + own, 0)).toBe(160)
  })
})

describe('flattened', () => {
  it('has each parent before its children', () => {
    expect(flattened(categoryTrees(EVENTS)).map(({ name }) => name.join('/'))).toEqual([
      'Work',
      'Work/Programming',
      'Media',
      'Media/Video',
      'Uncategorized',
    ])
  })
})

it('a category is a list of texts, whatever else the data holds', () => {
  const data = (value: unknown) => ({ timestamp: '', duration: 1, data: { $category: value } })
  expect(categoryOf(data(['A', 1, 'B']))).toEqual(['A', 'B'])
  expect(categoryOf(data('A'))).toEqual([])
})
