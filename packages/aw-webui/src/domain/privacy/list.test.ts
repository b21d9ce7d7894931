import { expect, it } from 'vitest'

import { added, defaultRules, ownRules, replaced, switched } from '@/domain/privacy/list'

const DEFAULTS = [
  { name: 'timers', description: 'Times.', pattern: 't', action: 'redact' },
  { name: 'spinners', description: 'Spinners.', pattern: 's', action: 'redact' },
]
const BANK = { name: 'bank', pattern: 'bank', action: 'drop' }
const OFF = { name: 'timers', enabled: false }

const states = (stored: unknown) => defaultRules(stored, DEFAULTS).map(({ state }) => state)

it('tells rules of the person from those that switch a default one', () => {
  const own = ownRules([OFF, BANK, 'wrong', { name: 'timers', pattern: 'x', action: 'drop' }], DEFAULTS)
  expect(own.map(({ index }) => index)).toEqual([1, 2, 3])
  expect(own.map(({ draft }) => draft?.text)).toEqual(['bank', undefined, 'x'])
  expect(ownRules(null, DEFAULTS)).toEqual([])
})

it('knows which default rules hold', () => {
  expect(states(null)).toEqual(['on', 'on'])
  expect(states([OFF])).toEqual(['off', 'on'])
  expect(states([{ name: 'timers', pattern: 'x', action: 'drop' }])).toEqual(['replaced', 'on'])
  expect(states([{ name: 'timers', pattern: 'x', action: 'drop', enabled: false }])).toEqual(['off', 'on'])
})

it('switches a default rule, and leaves all else', () => {
  expect(switched(null, 'timers', false)).toEqual([OFF])
  expect(switched([BANK, OFF, OFF], 'timers', false)).toEqual([BANK, OFF])
  expect(switched([BANK, OFF], 'timers', true)).toEqual([BANK])
})

it('changes the entry that was read, also where others changed the list since', () => {
  const place = { index: 0, entry: BANK }
  const next = { ...BANK, pattern: 'money' }
  expect(replaced([BANK, OFF], place, next)).toEqual([next, OFF])
  expect(replaced([OFF, BANK], place, next)).toEqual([OFF, next])
  expect(replaced([OFF, BANK], place, null)).toEqual([OFF])
  expect(replaced([OFF], place, next)).toEqual([OFF, next])
  expect(replaced([OFF], place, null)).toEqual([OFF])
  expect(added([OFF], BANK)).toEqual([OFF, BANK])
})
