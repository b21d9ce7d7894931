import { expect, test } from 'vitest'

import type { Category } from '@/domain/categories/category'
import { readSets, withoutSet, withSet } from '@/domain/categories/sets'

function classes(name: string): Category[] {
  return [{ name: [name], rule: { type: 'none' } }]
}

test('what is no set is left out, fields that are not known stay', () => {
  const set = { id: 'x', name: 'Work', classes: classes('A') }
  expect(readSets([set, null, {}, { name: '' }])).toEqual([set])
  expect(readSets([{ name: 'Old', categories: classes('B') }])[0]?.classes).toEqual(classes('B'))
  expect(readSets(null)).toEqual([])
})

test('a set of the same name is replaced where it stands, others stay', () => {
  const sets = withSet(withSet([], 'A', classes('a')), 'B', classes('b'))
  expect(withSet(sets, 'A', classes('c'))).toEqual([
    { name: 'A', classes: classes('c') },
    { name: 'B', classes: classes('b') },
  ])
  expect(withoutSet(sets, 'A').map(({ name }) => name)).toEqual(['B'])
})
