import { expect, test } from 'vitest'

import type { Device } from '@/domain/devices'
import { hasSource } from '@/visualizations/registry'

const NOTHING: readonly Device[] = []

test('where only stopwatches count, they have apps, titles and categories', () => {
  expect(hasSource('window', NOTHING, ['aw-stopwatch'], ['aw-stopwatch'])).toBe(true)
  expect(hasSource('window', NOTHING, ['aw-stopwatch'], [])).toBe(false)
  expect(hasSource('browser', NOTHING, ['aw-stopwatch'], ['aw-stopwatch'])).toBe(false)
})
