import { effectScope, nextTick, ref } from 'vue'
import { describe, expect, it, vi } from 'vitest'

import { ApiError, getInfo, useApiKey } from '@/api'
import { useAnswer } from '@/composables/useAnswer'

/** Questions that are answered when the test says so. */
function asking() {
  const asked: {
    question: string
    signal: AbortSignal
    answer: (text: string) => void
    fail: (error: Error) => void
  }[] = []
  const ask = (question: string, signal: AbortSignal) =>
    new Promise<string>((answer, fail) => asked.push({ question, signal, answer, fail }))
  return { asked, ask }
}
const settle = () => new Promise((resolve) => setTimeout(resolve))

function setUp(first: string | null) {
  const question = ref<string | null>(first)
  const { asked, ask } = asking()
  const scope = effectScope()
  const answer = scope.run(() => useAnswer(question, ask))
  if (!answer) throw new Error('the scope is over')
  return { question, asked, scope, ...answer }
}

describe('useAnswer', () => {
  it('asks at once, and says that it waits', async () => {
    const { asked, value, isLoading } = setUp('a')
    expect(isLoading.value).toBe(true)
    asked[0]?.answer('A')
    await settle()
    expect([value.value, isLoading.value]).toEqual(['A', false])
  })

  it('keeps the last answer until the next is there', async () => {
    const { question, asked, value, isLoading } = setUp('a')
    asked[0]?.answer('A')
    await settle()
    question.value = 'b'
    await nextTick()
    expect([value.value, isLoading.value]).toEqual(['A', true])
    asked[1]?.answer('B')
    await settle()
    expect(value.value).toBe('B')
  })

  it('drops an answer that comes after the next question, and ends its request', async () => {
    const { question, asked, value, isLoading } = setUp('a')
    question.value = 'b'
    await nextTick()
    expect(asked.map(({ signal }) => signal.aborted)).toEqual([true, false])
    asked[1]?.answer('B')
    asked[0]?.answer('A')
    await settle()
    expect([value.value, isLoading.value]).toEqual(['B', false])
  })

  it('keeps the last answer when one fails, and says why until one succeeds', async () => {
    const { asked, value, error, reload } = setUp('a')
    asked[0]?.answer('A')
    await settle()
    reload()
    asked[1]?.fail(new Error('no'))
    await settle()
    expect([value.value, error.value?.message]).toEqual(['A', 'no'])
    reload()
    asked[2]?.answer('again')
    await settle()
    expect([value.value, error.value]).toEqual(['again', null])
  })

  it('says that the answer is to something else while the next is on its way, and drops it if that fails', async () => {
    const { question, asked, value, error, isOld } = setUp('19 November')
    asked[0]?.answer('13 h')
    await settle()
    expect(isOld.value).toBe(false)
    question.value = '10 November'
    await nextTick()
    expect([value.value, isOld.value]).toEqual(['13 h', true])
    asked[1]?.fail(new Error('no'))
    await settle()
    expect([value.value, error.value?.message]).toEqual([undefined, 'no'])
  })

  it('asks again by itself once a key is entered', async () => {
    const { asked, error } = setUp('a')
    asked[0]?.fail(new ApiError('no key', 401))
    await settle()
    useApiKey('the key')
    asked[1]?.answer('A')
    await settle()
    expect(error.value).toBeNull()
    useApiKey('another')
    expect(asked).toHaveLength(2)
    sessionStorage.clear()
  })

  it('asks again by itself when a server that did not answer is back', async () => {
    const { asked, value } = setUp('a')
    asked[0]?.fail(new ApiError('nobody there', 0))
    await settle()
    vi.stubGlobal('fetch', async () => new Response('{}'))
    await getInfo()
    expect(asked).toHaveLength(2)
    asked[1]?.answer('A')
    await settle()
    expect(value.value).toBe('A')
    await getInfo()
    expect(asked).toHaveLength(2)
    vi.unstubAllGlobals()
  })

  it('asks nothing without a question', async () => {
    const { question, asked, isLoading } = setUp(null)
    expect(asked).toHaveLength(0)
    expect(isLoading.value).toBe(false)
    question.value = 'a'
    await nextTick()
    expect(asked).toHaveLength(1)
  })

  it('drops an answer to what is no longer asked, also where nothing is asked instead', async () => {
    const { question, asked, value, isLoading } = setUp('a')
    question.value = null
    await nextTick()
    asked[0]?.answer('A')
    await settle()
    expect([value.value, isLoading.value]).toEqual([undefined, false])
  })

  it('ends its request with the page', () => {
    const { asked, scope } = setUp('a')
    scope.stop()
    expect(asked[0]?.signal.aborted).toBe(true)
  })
})
