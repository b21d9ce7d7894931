import { expect, it } from 'vitest'

import { isRecord, ownValue } from '@/domain/record'

const INHERITED = ['constructor', 'toString', 'hasOwnProperty', 'valueOf', '__proto__']

it('reads only what a record has itself', () => {
  for (const key of INHERITED) expect(ownValue({ a: 1 }, key)).toBeUndefined()
  expect(ownValue({ a: 1 }, 'a')).toBe(1)
  const parsed = JSON.parse('{"__proto__": 1, "constructor": 2, "toString": null}') as Record<string, unknown>
  expect([...INHERITED.slice(0, 2), '__proto__'].map((key) => ownValue(parsed, key))).toEqual([2, null, 1])
})

it('is an object of JSON', () => {
  expect([{}, { a: 1 }].every(isRecord)).toBe(true)
  expect([null, [], 'a', 1, undefined].some(isRecord)).toBe(false)
})
