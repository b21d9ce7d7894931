import { afterEach, describe, expect, it, vi } from 'vitest'

import { ApiError, exportBucket, getEvents, onReach, QueryError, runQuery } from '@/api'
import { getEventPage } from '@/api/pages'

const DAY = { start: Date.parse('2025-06-10T02:00:00Z'), end: Date.parse('2025-06-11T02:00:00Z') }

function serve(answer: (address: string) => Response) {
  const fetched = vi.fn(async (address: string) => answer(address))
  vi.stubGlobal('fetch', fetched)
  return fetched
}
const json = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status })

afterEach(() => vi.unstubAllGlobals())

describe('errors', () => {
  it('of a query say what is wrong and where', async () => {
    const position = { offset: 9, line: 1, column: 10 }
    serve(() => json({ type: 'QueryInterpretException', message: 'unknown name', position }, 400))
    const error = await runQuery('RETURN = visits;', [DAY]).catch((failure: unknown) => failure)
    expect(error).toBeInstanceOf(QueryError)
    expect(error).toMatchObject({ message: 'unknown name', position: 9, status: 400 })
  })

  it('of a query may be nowhere', async () => {
    serve(() => json({ type: 'QueryParseException', message: 'nothing is returned', position: null }, 400))
    await expect(runQuery('', [DAY])).rejects.toMatchObject({ position: null })
  })

  it('have the words of the server, or its status', async () => {
    serve(() => json({ message: 'no such bucket' }, 404))
    await expect(getEvents('b')).rejects.toThrow('no such bucket')
    serve(() => new Response('<html>', { status: 502, statusText: 'Bad Gateway' }))
    await expect(getEvents('b')).rejects.toThrow('502 Bad Gateway')
  })

  it('have no status where nobody answers, and who listens is told', async () => {
    const reached: boolean[] = []
    const stop = onReach((isReached) => reached.push(isReached))
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')))
    await expect(getEvents('b')).rejects.toMatchObject({ name: 'ApiError', status: 0 })
    serve(() => json([]))
    await getEvents('b')
    stop()
    await getEvents('b')
    expect(reached).toEqual([false, true])
  })
})

describe('an export', () => {
  it('tells how far it is, and gives all of it', async () => {
    const parts = ['{"buckets"', ': {}', '}']
    const stream = new ReadableStream({
      start(controller) {
        parts.forEach((part) => controller.enqueue(new TextEncoder().encode(part)))
        controller.close()
      },
    })
    serve(() => new Response(stream))
    const told: number[] = []
    const file = await exportBucket('b ä', { onProgress: (bytes) => told.push(bytes) })
    expect(told).toEqual([10, 14, 15])
    expect(await file.text()).toBe('{"buckets": {}}')
  })

  it('is no file if the server refuses', async () => {
    serve(() => json({ message: 'no such bucket' }, 404))
    await expect(exportBucket('b')).rejects.toBeInstanceOf(ApiError)
  })
})

describe('getEventPage', () => {
  it('fetches whole what the server cut where the page begins', async () => {
    const whole = { id: 7, timestamp: '2025-06-10T09:00:00+00:00', duration: 100, data: {} }
    const fetched = serve((address) =>
      json(address.includes('/events/7') ? whole : [{ ...whole, duration: 60 }]),
    )
    const cursor = { before: Date.parse('2025-06-10T09:01:00Z'), seen: [8] }
    const { events, next } = await getEventPage('b', {}, cursor, 5)
    expect(events).toEqual([whole])
    expect(next).toBeNull()
    expect(fetched.mock.calls[0]?.[0]).toBe(
      '/api/0/buckets/b/events?end=2025-06-10T09%3A01%3A00.000Z&limit=6',
    )
  })
})
