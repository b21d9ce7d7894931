import { describe, expect, it, vi } from 'vitest'

import { AnswerCache } from '@/domain/answercache'

function cacheAt(now: { value: number }) {
  return new AnswerCache<string>(() => now.value)
}

describe('AnswerCache', () => {
  it('asks once for the same question, also while it is on its way', async () => {
    const cache = cacheAt({ value: 1000 })
    const ask = vi.fn(async () => 'answer')
    expect(await Promise.all([cache.get('q', 500, ask), cache.get('q', 500, ask)])).toEqual([
      'answer',
      'answer',
    ])
    expect(ask).toHaveBeenCalledTimes(1)
  })

  it('holds an answer about the past for long, one about today for moments', async () => {
    const now = { value: 1_000_000 }
    const cache = cacheAt(now)
    const ask = vi.fn(async () => 'answer')
    await cache.get('past', 0, ask)
    await cache.get('today', 2_000_000, ask)
    now.value += 60_000
    await cache.get('past', 0, ask)
    expect(ask).toHaveBeenCalledTimes(2)
    await cache.get('today', 2_000_000, ask)
    expect(ask).toHaveBeenCalledTimes(3)
    now.value += 300_000
    await cache.get('past', 0, ask)
    expect(ask).toHaveBeenCalledTimes(4)
  })

  it('does not remember a failure', async () => {
    const cache = cacheAt({ value: 0 })
    const ask = vi.fn<() => Promise<string>>().mockRejectedValueOnce(new Error('no')).mockResolvedValue('yes')
    await expect(cache.get('q', 0, ask)).rejects.toThrow('no')
    expect(await cache.get('q', 0, ask)).toBe('yes')
  })

  it('does not let an old failure take away a newer answer', async () => {
    const cache = cacheAt({ value: 0 })
    let fail: (error: Error) => void = () => undefined
    const failing = cache.get('q', 0, () => new Promise((_, reject) => (fail = reject)))
    cache.clear()
    const ask = vi.fn(async () => 'newer')
    await cache.get('q', 0, ask)
    fail(new Error('late'))
    await expect(failing).rejects.toThrow('late')
    await cache.get('q', 0, ask)
    expect(ask).toHaveBeenCalledTimes(1)
  })

  it('forgets what was not asked for longest when there are too many', async () => {
    const cache = cacheAt({ value: 0 })
    const ask = vi.fn(async () => 'answer')
    for (let i = 0; i < 60; i += 1) await cache.get(`q${i}`, 0, ask)
    await cache.get('q0', 0, ask)
    await cache.get('one more', 0, ask)
    ask.mockClear()
    await cache.get('q0', 0, ask)
    expect(ask).not.toHaveBeenCalled()
    await cache.get('q1', 0, ask)
    expect(ask).toHaveBeenCalledTimes(1)
  })
})
