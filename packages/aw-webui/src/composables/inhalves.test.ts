import fc from 'fast-check'
import { expect, test, vi } from 'vitest'

import { inHalves } from '@/composables/inhalves'

class Refused extends Error {}

/** Answers ten times each number, in one go, but refuses all of them where one is in `bad`. */
function server(bad: readonly number[]) {
  return vi.fn(async (some: readonly number[]): Promise<(number | string | null)[]> => {
    if (some.some((item) => bad.includes(item))) throw new Refused('one of them')
    return some.map((item) => 10 * item)
  })
}
const refusal = (error: unknown) => (error instanceof Refused ? error.message : undefined)
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index)

test('what is fine is asked in one question', async () => {
  const ask = server([])
  expect(await inHalves([1, 2, 3], ask, refusal)).toEqual([10, 20, 30])
  expect(ask.mock.calls).toEqual([[[1, 2, 3]]])
})

test('each item has its own outcome in its place, whichever of them are refused', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(40), fc.array(fc.nat(40)), async (count, bad) => {
      const found = await inHalves(upTo(count), server(bad), refusal)
      expect(found).toEqual(upTo(count).map((item) => (bad.includes(item) ? 'one of them' : 10 * item)))
    }),
  )
})

test('one that is refused among many is found with few questions', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(1023), async (bad) => {
      const ask = server([bad])
      await inHalves(upTo(1024), ask, refusal)
      // All at once, then both halves at each of ten steps down to one.
      expect(ask).toHaveBeenCalledTimes(1 + 2 * 10)
    }),
  )
})

test('an error that refuses nothing is told at once, and nobody is asked again', async () => {
  const ask = vi.fn(() => Promise.reject(new Error('away')))
  await expect(inHalves([1, 2, 3], ask, refusal)).rejects.toThrow('away')
  expect(ask).toHaveBeenCalledTimes(1)
})

test('a refusal of null is one too', async () => {
  const nothing = (error: unknown) => (error instanceof Refused ? null : undefined)
  expect(await inHalves([1, 2], server([2]), nothing)).toEqual([10, null])
})
