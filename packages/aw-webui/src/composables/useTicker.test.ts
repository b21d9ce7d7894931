import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, nextTick, ref } from 'vue'

import { useTicker } from '@/composables/useTicker'

const START = Date.parse('2025-06-10T09:00Z')

function setVisibility(state: DocumentVisibilityState): void {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(state)
  document.dispatchEvent(new Event('visibilitychange'))
}

describe('useTicker', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: START })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('goes on by the second while something runs, with one timer', () => {
    const scope = effectScope()
    const now = scope.run(() => useTicker(true))
    vi.advanceTimersByTime(3000)
    expect(now?.value).toBe(START + 3000)
    expect(vi.getTimerCount()).toBe(1)
    scope.stop()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('rests while nothing runs, and while nobody looks; then it is right at once', async () => {
    const scope = effectScope()
    const runs = ref(false)
    const now = scope.run(() => useTicker(runs))
    expect(vi.getTimerCount()).toBe(0)
    runs.value = true
    await nextTick()
    expect(vi.getTimerCount()).toBe(1)
    setVisibility('hidden')
    await nextTick()
    expect(vi.getTimerCount()).toBe(0)
    vi.advanceTimersByTime(60_000)
    setVisibility('visible')
    await nextTick()
    expect(now?.value).toBe(START + 60_000)
    scope.stop()
  })
})
