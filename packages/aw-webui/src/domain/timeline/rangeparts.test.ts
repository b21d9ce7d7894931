import { expect, test } from 'vitest'

import { rangeParts } from '@/domain/timeline/rangeparts'

const HOUR = 3600

test('the parts of a range add up to it: time that was not recorded is not time away', () => {
  const parts = rangeParts({ duration: 2 * HOUR, used: 3 * HOUR, known: 7 * HOUR }, 24 * HOUR)
  expect(parts).toEqual([
    { part: 'active', seconds: 2 * HOUR },
    { part: 'windowless', seconds: HOUR },
    { part: 'away', seconds: 4 * HOUR },
    { part: 'unrecorded', seconds: 17 * HOUR },
  ])
  expect(parts.reduce((sum, { seconds }) => sum + seconds, 0)).toBe(24 * HOUR)
})

test('what there is none of is not named, but that nothing counts is', () => {
  expect(rangeParts({ duration: 0, used: 0, known: 0.2 }, HOUR)).toEqual([
    { part: 'active', seconds: 0 },
    { part: 'unrecorded', seconds: HOUR - 0.2 },
  ])
})
