import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { effectScope, shallowRef } from 'vue'

import type { Question } from '@/composables/useQuery'
import { useSettledQuery } from '@/composables/useSettledQuery'

const scope = effectScope()
/** Answers that are yet to come, by query. */
let answers: Map<string, () => void>

beforeEach(() => {
  answers = new Map()
  vi.useFakeTimers()
  vi.stubGlobal('fetch', (_: string, { body }: { body: string }) => {
    const [query = ''] = (JSON.parse(body) as { query: string[] }).query
    return new Promise<Response>((resolve) => {
      answers.set(query, () => resolve(new Response(JSON.stringify([`answer to ${query}`]))))
    })
  })
})
afterEach(() => {
  scope.stop()
  vi.useRealTimers()
})

function asking(query: string): Question {
  return { query, intervals: [{ start: 0, end: 1 }] }
}

test('only a question that has rested is asked, and no answer to another is shown', async () => {
  const question = shallowRef<Question | null>(null)
  const found = scope.run(() => useSettledQuery<string>(question, 100))

  question.value = asking('one')
  await vi.advanceTimersByTimeAsync(50)
  question.value = asking('two')
  await vi.advanceTimersByTimeAsync(200)
  expect([...answers.keys()]).toEqual(['two'])
  answers.get('two')?.()
  await flushPromises()
  expect(found?.value).toBe('answer to two')

  question.value = asking('three')
  expect(found?.value).toBeUndefined()
})
