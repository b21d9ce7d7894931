import { afterEach, describe, expect, it, vi } from 'vitest'

import { beginPause, endPause } from '@/api/pausing'

const NOW = '2026-11-22T12:00:00.000Z'
const paused = { paused: true }
const recording = { paused: false }

/** A server that gives these answers one after the other, and what it is asked. */
function serve(...answers: [number, object][]) {
  const asked: [string, unknown][] = []
  vi.useFakeTimers({ now: Date.parse(NOW), toFake: ['Date'] })
  vi.stubGlobal('fetch', (address: string, { body }: { body?: string } = {}) => {
    asked.push([address.split('/').at(-1) ?? '', body === undefined ? null : JSON.parse(body)])
    const [status, answer] = answers.shift() ?? [500, {}]
    return Promise.resolve(new Response(JSON.stringify(answer), { status }))
  })
  return asked
}

afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

describe('a pause', () => {
  it('counts from when a person asked', async () => {
    const asked = serve([200, paused])
    await expect(beginPause({ duration: 1800 })).resolves.toEqual(paused)
    expect(asked).toEqual([['pause', { duration: 1800, since: NOW }]])
  })

  it('ends when a person asked', async () => {
    const asked = serve([200, recording])
    await expect(endPause()).resolves.toEqual(recording)
    expect(asked).toEqual([[`pause?at=${encodeURIComponent(NOW)}`, null]])
  })

  it.each([
    [400, { message: 'since: expected a moment of the last 7 days' }],
    [200, recording],
  ])('begins now where the clock of the server is another: %i', async (status, answer) => {
    const asked = serve([status, answer], [200, paused])
    await expect(beginPause({})).resolves.toEqual(paused)
    expect(asked.at(-1)).toEqual(['pause', {}])
  })

  it.each([
    [409, { message: 'at: expected no moment before the pause began' }],
    [200, paused],
  ])('ends now where the clock of the server is another: %i', async (status, answer) => {
    const asked = serve([status, answer], [200, recording])
    await expect(endPause()).resolves.toEqual(recording)
    expect(asked.at(-1)).toEqual(['pause', null])
  })

  it('is not asked for again where the server cannot be reached', async () => {
    const asked = serve([503, { message: 'busy' }])
    await expect(beginPause({})).rejects.toMatchObject({ status: 503 })
    expect(asked).toHaveLength(1)
  })
})
