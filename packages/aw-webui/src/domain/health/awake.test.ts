import { expect, it } from 'vitest'

import { cameBack, isQuiet, opened, seenAt } from '@/domain/health/awake'

const MINUTE = 60_000
const NOW = Date.parse('2025-06-10T12:00:00Z')

/** A page that was opened, and its timer running twice a minute for so long. */
function running(minutes: number, awake = opened(NOW), from = NOW) {
  for (let now = from; now <= from + minutes * MINUTE; now += MINUTE / 2) awake = seenAt(now, awake)
  return awake
}

it('waits until watchers that run would have reported', () => {
  expect(isQuiet(NOW + MINUTE - 1, opened(NOW))).toBe(true)
  expect(isQuiet(NOW + MINUTE, opened(NOW))).toBe(false)
})

it('waits ten minutes after the machine slept, from the first moment on', () => {
  const before = running(30)
  const woken = NOW + 8 * 60 * MINUTE
  expect(isQuiet(NOW + 30 * MINUTE, before)).toBe(false)
  expect(isQuiet(woken, before)).toBe(true)
  expect(isQuiet(woken + 9 * MINUTE, running(9, before, woken))).toBe(true)
  expect(isQuiet(woken + 10 * MINUTE, running(10, before, woken))).toBe(false)
})

it('takes no slow timer for sleep', () => {
  let awake = opened(NOW)
  for (let minute = 1; minute <= 10; minute += 1) awake = seenAt(NOW + minute * MINUTE, awake)
  expect(isQuiet(NOW + 10 * MINUTE, awake)).toBe(false)
})

it('waits ten minutes after the server came back', () => {
  expect(isQuiet(NOW + 9 * MINUTE, running(9, cameBack(NOW)))).toBe(true)
  expect(isQuiet(NOW + 10 * MINUTE, running(10, cameBack(NOW)))).toBe(false)
})
