import { expect, it } from 'vitest'

import {
  aloneWith,
  bucketsWithEffect,
  changesIn,
  type Effect,
  isNothing,
  sumOf,
} from '@/domain/privacy/effect'

function effect(changed: number, dropped = 0): Effect {
  return {
    changed: { events: changed, seconds: changed * 10 },
    dropped: { events: dropped, seconds: dropped * 10 },
  }
}
const sample = (before: Record<string, unknown>, after: Record<string, unknown> | null) => ({
  bucket_id: 'b',
  before,
  after,
  events: 1,
  seconds: 1,
})

it('tries a rule alone, also one that is off', () => {
  expect(aloneWith({ pattern: 'x', enabled: false }, [{ name: 'timers', pattern: 't' }])).toEqual([
    { pattern: 'x', enabled: true },
    { name: 'timers', enabled: false },
  ])
})

it('sums up what is changed and what goes', () => {
  expect(sumOf(effect(2, 3))).toEqual({ events: 5, seconds: 50 })
  expect(isNothing(effect(0))).toBe(true)
})

it('lists the buckets with most time first, without those that stay as they are', () => {
  const buckets = { a: effect(1), b: effect(0), c: effect(1, 1) }
  const preview = { token: '', total: effect(0), buckets, rules: [], copies: 0 }
  expect(bucketsWithEffect(preview).map(({ id }) => id)).toEqual(['c', 'a'])
})

it('shows what is changed in an event, also deep in it', () => {
  const before = { app: 'x', title: 'secret', more: { a: 1, b: 'secret' } }
  const after = { app: 'x', title: '…', more: { a: 1, b: '…' } }
  expect(changesIn(sample(before, after))).toEqual([
    { field: 'title', before: 'secret', after: '…' },
    { field: 'more.b', before: 'secret', after: '…' },
  ])
})

it('shows what an event said that goes', () => {
  expect(changesIn(sample({ title: 't', app: 'a', other: 1 }, null)).map(({ before }) => before)).toEqual([
    'a',
    't',
  ])
  expect(changesIn(sample({ status: 'afk' }, null))).toEqual([{ field: 'status', before: 'afk', after: '' }])
})
