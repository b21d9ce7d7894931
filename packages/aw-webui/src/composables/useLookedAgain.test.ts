import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type EffectScope, effectScope } from 'vue'

import { useLookedAgain } from '@/composables/useLookedAgain'

let scope: EffectScope
let times: number

beforeEach(() => {
  times = 0
  vi.spyOn(document, 'hasFocus').mockReturnValue(true)
  scope = effectScope()
  scope.run(() => {
    useLookedAgain(() => (times += 1))
  })
})
afterEach(() => {
  scope.stop()
})

function becomes(state: DocumentVisibilityState): void {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(state)
  document.dispatchEvent(new Event('visibilitychange'))
}
const window_ = (event: 'blur' | 'focus') => window.dispatchEvent(new Event(event))

test.each<[string, () => void]>([
  ['its tab', () => [window_('blur'), becomes('hidden'), becomes('visible'), window_('focus')]],
  [
    'its tab, told in another order',
    () => [becomes('hidden'), window_('blur'), window_('focus'), becomes('visible')],
  ],
  ['its window, which was behind another', () => [window_('blur'), window_('focus')]],
  ['its window, which was covered or small', () => [becomes('hidden'), becomes('visible')]],
])('to come back to %s counts once, each time', (_, leaveAndReturn) => {
  leaveAndReturn()
  expect(times).toBe(1)
  leaveAndReturn()
  expect(times).toBe(2)
})

test('a click into a page that was looked at all the time counts for nothing', () => {
  window_('focus')
  expect(times).toBe(0)
})

test('a page that was opened behind another one is looked at when it comes to the front', () => {
  vi.spyOn(document, 'hasFocus').mockReturnValue(false)
  let opened = 0
  scope.run(() => {
    useLookedAgain(() => (opened += 1))
  })
  window_('focus')
  expect([opened, times]).toEqual([1, 0])
})
