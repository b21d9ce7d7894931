import { effectScope } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { useHidden } from '@/composables/useHidden'

beforeEach(() => vi.useFakeTimers({ now: Date.parse('2025-06-10T12:00:00Z') }))
afterEach(() => {
  vi.useRealTimers()
  localStorage.clear()
})

function inPage<Result>(use: () => Result): Result {
  const result = effectScope().run(use)
  if (result === undefined) throw new Error('the scope is over')
  return result
}

describe('useHidden', () => {
  it('hides one message for an hour', () => {
    const { isHidden, hide } = inPage(() => useHidden('test'))
    hide('a')
    expect([isHidden('a'), isHidden('b')]).toEqual([true, false])
    vi.advanceTimersByTime(59 * 60_000)
    expect(isHidden('a')).toBe(true)
    vi.advanceTimersByTime(2 * 60_000)
    expect(isHidden('a')).toBe(false)
  })

  it('remembers that when the page is opened anew, and forgets what is over', async () => {
    const { hide } = inPage(() => useHidden('test'))
    hide('old')
    vi.advanceTimersByTime(61 * 60_000)
    hide('new')
    await vi.advanceTimersByTimeAsync(0)
    expect(Object.keys(JSON.parse(localStorage.getItem('test') ?? '{}') as object)).toEqual(['new'])
    expect(inPage(() => useHidden('test')).isHidden('new')).toBe(true)
  })
})
