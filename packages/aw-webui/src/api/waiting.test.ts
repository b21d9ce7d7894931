import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { getInfo, runQuery, saveSetting, STOPPED, stopWaiting, TIMED_OUT, waitingSince } from '@/api'

const DAY = { start: Date.parse('2025-06-10T02:00:00Z'), end: Date.parse('2025-06-11T02:00:00Z') }

/** A server that takes requests and never answers. */
function hang() {
  const fetched = vi.fn(
    (_: string, { signal }: RequestInit) =>
      new Promise<Response>((_resolve, reject) =>
        signal?.addEventListener('abort', () => reject(new DOMException('Aborted', 'AbortError'))),
      ),
  )
  vi.stubGlobal('fetch', fetched)
}
const failureOf = (answer: Promise<unknown>) => answer.catch((error: unknown) => error)

beforeEach(() => {
  vi.useFakeTimers()
  hang()
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('a request that is not answered', () => {
  it('fails after two minutes', async () => {
    const failure = failureOf(saveSetting('theme', 'dark'))
    await vi.advanceTimersByTimeAsync(120_000)
    expect(await failure).toMatchObject({ name: 'ApiError', status: TIMED_OUT })
  })

  it('is known to wait if it asks, and can be ended once it has waited for long', async () => {
    const begun = Date.now()
    const old = failureOf(runQuery('RETURN = 1;', [DAY]))
    await vi.advanceTimersByTimeAsync(9000)
    const young = failureOf(getInfo())
    await vi.advanceTimersByTimeAsync(1000)
    expect(waitingSince()).toBe(begun)
    stopWaiting(10_000)
    expect(await old).toMatchObject({ name: 'ApiError', status: STOPPED })
    expect(waitingSince()).toBe(begun + 9000)
    stopWaiting(0)
    await young
    expect(waitingSince()).toBeNull()
  })

  it('is not given up half way if it changes something', async () => {
    const saving = failureOf(saveSetting('theme', 'dark'))
    expect(waitingSince()).toBeNull()
    stopWaiting(0)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(vi.getTimerCount()).toBe(1)
    await vi.advanceTimersByTimeAsync(60_000)
    await saving
  })

  it('ends as before if who asked wants it no longer', async () => {
    const controller = new AbortController()
    const failure = failureOf(runQuery('RETURN = 1;', [DAY], controller.signal))
    controller.abort()
    expect(await failure).toMatchObject({ name: 'AbortError' })
    expect(waitingSince()).toBeNull()
  })
})
