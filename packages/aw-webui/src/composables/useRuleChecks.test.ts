import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type EffectScope, effectScope, shallowRef } from 'vue'

import { useRuleChecks } from '@/composables/useRuleChecks'
import { entriesOf, type Entry } from '@/domain/categories/tree'

/** Queries that were asked. */
let asked: string[]
let scope: EffectScope

beforeEach(() => {
  asked = []
  scope = effectScope()
  vi.useFakeTimers()
  vi.stubGlobal('fetch', (_: string, { body }: { body: string }) => {
    const [query] = (JSON.parse(body) as { query: string[] }).query
    asked.push(query ?? '')
    if (!query?.includes('((')) return Promise.resolve(new Response('[[]]'))
    const error = { type: 'QueryFunctionException', message: 'unterminated', position: null }
    return Promise.resolve(new Response(JSON.stringify(error), { status: 400 }))
  })
})
afterEach(() => {
  scope.stop()
  vi.useRealTimers()
})

function rules(...patterns: string[]): Entry[] {
  return entriesOf(patterns.map((regex, index) => ({ name: [`${index}`], rule: { type: 'regex', regex } })))
}

async function settle(): Promise<void> {
  await vi.advanceTimersByTimeAsync(400)
  await flushPromises()
}

test('one question tells that all rules are fine; a broken one is found, with what the server says', async () => {
  const entries = shallowRef(rules('fine', 'good'))
  const broken = scope.run(() => useRuleChecks(entries))
  await settle()
  expect(asked).toHaveLength(1)
  expect(broken?.value.size).toBe(0)

  entries.value = rules('fine', 'good', 'a((', 'other')
  await settle()
  expect([...(broken?.value ?? [])]).toEqual([[2, 'unterminated']])

  const before = asked.length
  entries.value = rules('fine', 'a((')
  await settle()
  expect([...(broken?.value ?? [])]).toEqual([[1, 'unterminated']])
  expect(asked).toHaveLength(before)
})

test('one broken rule among thousands is found with few questions', async () => {
  const many = Array.from({ length: 3000 }, (_, number) => (number === 1234 ? 'b((' : `rule ${number}`))
  const broken = scope.run(() => useRuleChecks(shallowRef(rules(...many))))
  await settle()
  expect([...(broken?.value ?? [])]).toEqual([[1234, 'unterminated']])
  expect(asked.length).toBeLessThan(30)
})
