import { expect, it } from 'vitest'

import { score } from '@/domain/activity/score'
import type { Category } from '@/domain/categories/category'
import type { AwEvent } from '@/domain/events/event'

const NONE = { type: 'none' } as const
const CATEGORIES: Category[] = [
  { name: ['Work'], rule: NONE, data: { score: 10 } },
  { name: ['Work', 'Mail'], rule: NONE, data: { score: 0 } },
  { name: ['Work', 'Code'], rule: NONE },
  { name: ['Media'], rule: NONE, data: { score: -5 } },
]

function hours(name: string[], count: number): AwEvent {
  return { timestamp: '2025-06-10T08:00:00Z', duration: count * 3600, data: { $category: name } }
}

it('is hours times score', () => {
  const result = score(
    [hours(['Work', 'Code'], 3), hours(['Media'], 1), hours(['Work', 'Mail'], 1)],
    CATEGORIES,
  )
  expect(result.points).toBe(25)
  expect(result.productive).toBeCloseTo(0.6)
  expect(result.best.map(({ points }) => points)).toEqual([30])
  expect(result.worst.map(({ points }) => points)).toEqual([-5])
})

it('is 0 of nothing', () => {
  expect(score([], CATEGORIES)).toMatchObject({ points: 0, productive: 0 })
})
