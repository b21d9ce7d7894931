import { effectScope, nextTick, ref } from 'vue'
import { afterEach, describe, expect, it, vi } from 'vitest'

import { answerOf, forgetAnswers, prefetch, type Question, useQuery } from '@/composables/useQuery'

const DAY = { start: Date.parse('2025-06-10T02:00:00Z'), end: Date.parse('2025-06-11T02:00:00Z') }
const question = (query: string): Question => ({ query, intervals: [DAY] })
const settle = () => new Promise((resolve) => setTimeout(resolve))

/** The server at the other end of the wire; gives what it is asked. */
function serve(status = 200) {
  const fetched = vi.fn(async (_: string, init?: RequestInit) => {
    const { query } = JSON.parse(String(init?.body)) as { query: string[] }
    const answer = status === 200 ? query.map((text) => ({ text })) : { message: 'wrong' }
    return new Response(JSON.stringify(answer), { status })
  })
  vi.stubGlobal('fetch', fetched)
  return fetched
}

afterEach(() => {
  forgetAnswers()
  vi.unstubAllGlobals()
})

describe('useQuery', () => {
  it('asks the API for the query and the interval in UTC', async () => {
    const fetched = serve()
    expect(await answerOf(question('RETURN = 1;'))).toEqual([{ text: 'RETURN = 1;' }])
    const [address, init] = fetched.mock.calls[0] ?? []
    expect(address).toBe('/api/0/query/')
    expect(JSON.parse(String(init?.body))).toEqual({
      query: ['RETURN = 1;'],
      timeperiods: ['2025-06-10T02:00:00.000Z/2025-06-11T02:00:00.000Z'],
    })
  })

  it('has at once what was fetched ahead', async () => {
    const fetched = serve()
    prefetch(question('ahead'))
    await answerOf(question('ahead'))
    expect(fetched).toHaveBeenCalledTimes(1)
  })

  it('asks again what is on screen after a change by hand', async () => {
    const fetched = serve()
    const asked = ref<Question | null>(question('shown'))
    const scope = effectScope()
    const answer = scope.run(() => useQuery<{ text: string }>(asked))
    await settle()
    expect(answer?.value.value).toEqual([{ text: 'shown' }])
    forgetAnswers()
    await nextTick()
    await settle()
    expect(fetched).toHaveBeenCalledTimes(2)
    scope.stop()
  })

  it('does not let a failed look ahead disturb anyone', async () => {
    serve(400)
    prefetch(question('wrong'))
    await settle()
    await expect(answerOf(question('wrong'))).rejects.toThrow('wrong')
  })
})
