import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { useOnce } from '@/composables/useOnce'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

test('a double click does one thing, however fast the server is', async () => {
  const { once } = useOnce()
  const action = vi.fn(() => Promise.resolve(true))
  expect(await once('start', action)).toBe(true)
  vi.advanceTimersByTime(200)
  expect(await once('start', action)).toBe(false)
  vi.advanceTimersByTime(400)
  expect(await once('start', action)).toBe(true)
  expect(action).toHaveBeenCalledTimes(2)
})

test('nothing begins anew before it is over, however slow the server is; other things do', async () => {
  const { once } = useOnce()
  let finish: (worked: boolean) => void = () => undefined
  const first = once('stop 1', () => new Promise((resolve) => (finish = resolve)))
  vi.advanceTimersByTime(5000)
  expect(await once('stop 1', () => Promise.resolve(true))).toBe(false)
  expect(await once('stop 2', () => Promise.resolve(true))).toBe(true)
  finish(true)
  expect(await first).toBe(true)
  vi.advanceTimersByTime(5000)
  await expect(once('stop 1', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  vi.advanceTimersByTime(5000)
  expect(await once('stop 1', () => Promise.resolve(true))).toBe(true)
})
