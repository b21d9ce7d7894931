import { expect, test } from 'vitest'

import type { Category } from '@/domain/categories/category'
import { readSets, withoutSet, withSet } from '@/domain/categories/sets'

function classes(name: string): Category[] {
  return [{ name: [name], rule: { type: 'none' } }]
}

test('what is no set is left out, a set without a name goes by its id', () => {
  const set = { name: 'Work', classes: classes('A') }
  expect(readSets([{ ...set, id: 'x' }, null, {}, { name: '' }])).toEqual([set])
  expect(readSets([{ id: 's2', categories: classes('B') }])).toEqual([{ name: 's2', classes: classes('B') }])
  expect(readSets(null)).toEqual([])
})

test('a set of the same name is replaced where it stands, others stay', () => {
  const sets = withSet(withSet(null, 'A', classes('a')), 'B', classes('b'))
  expect(withSet(sets, 'A', classes('c'))).toEqual([
    { name: 'A', classes: classes('c') },
    { name: 'B', classes: classes('b') },
  ])
  expect(withoutSet(sets, 'A')).toEqual([{ name: 'B', classes: classes('b') }])
})

test('what other front ends keep in sets, and beside them, stays', () => {
  const stored = [{ id: 's2', categories: [], locked: true }, 'strange', { id: 3 }]
  expect(withSet(stored, 'A', []).slice(0, 3)).toEqual(stored)
  expect(withSet(stored, 's2', classes('a'))).toEqual([
    { id: 's2', categories: classes('a'), locked: true },
    'strange',
    { id: 3 },
  ])
  expect(withoutSet(stored, 's2')).toEqual(['strange', { id: 3 }])
})
