import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { effectScope, reactive, shallowRef } from 'vue'

import { useRulePlaces } from '@/composables/useRulePlaces'
import type { Rule } from '@/domain/categories/category'
import { placesOf } from '@/domain/categories/hints'

/** Threads that were begun and not ended. */
let threads: Set<Thread>
/** Those of hostile patterns never answer. */
class Thread {
  onmessage: ((event: { data: unknown }) => void) | null = null
  constructor() {
    threads.add(this)
    void Promise.resolve().then(() => this.onmessage?.({ data: null }))
  }
  postMessage(asked: unknown) {
    const { rule, titles } = structuredClone(asked) as { rule: Rule; titles: [] }
    if (!rule.regex?.includes('+)+')) this.onmessage?.({ data: placesOf(rule, titles) })
  }
  terminate() {
    threads.delete(this)
  }
}

let scope = effectScope()
beforeEach(() => {
  threads = new Set()
  scope = effectScope()
  vi.useFakeTimers()
  vi.stubGlobal('Worker', Thread)
})
afterEach(() => {
  scope.stop()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const of = (regex: string) => ({ rule: reactive<Rule>({ type: 'regex', regex }), titles: [] })

test('a pattern that takes for ever is stopped, and that is told', async () => {
  const places = scope.run(() => useRulePlaces(() => of('(a+)+$|C')))
  await flushPromises()
  expect(threads.size).toBe(1)
  expect(places?.value.value).toBeUndefined()
  await vi.advanceTimersByTimeAsync(1100)
  expect(places?.value.value).toBe('slow')
  expect(threads.size).toBe(0)
})

test('one that is typed over is stopped at once; the next is told what it shows', async () => {
  const question = shallowRef(of('(a+)+$'))
  const places = scope.run(() => useRulePlaces(question))
  await flushPromises()
  question.value = of('a|')
  await flushPromises()
  expect(places?.value.value).toEqual({ matchesEverything: true, parts: [] })
  expect(threads.size).toBe(0)
})
