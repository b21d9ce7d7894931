import { expect, test } from 'vitest'

import { categoryScores } from '@/domain/categories/scores'

test('a score is the own one, 0 too, or the nearest ancestor’s', () => {
  const scoreOf = categoryScores([
    { name: ['A'], rule: { type: 'none' }, data: { score: 2 } },
    { name: ['A', 'B'], rule: { type: 'none' }, data: { score: 0 } },
    { name: ['A', 'C'], rule: { type: 'none' }, data: { score: null } },
  ])
  expect(scoreOf(['A', 'B', 'D'])).toBe(0)
  expect(scoreOf(['A', 'C'])).toBe(2)
  expect(scoreOf(['E'])).toBeNull()
})
