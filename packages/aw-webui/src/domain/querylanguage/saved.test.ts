import { expect, test } from 'vitest'

import { readSaved, withoutSaved, withRenamed, withSaved } from '@/domain/querylanguage/saved'

const FOREIGN = [
  { name: 'old', query: 'RETURN = 1;', id: 7, startdate: '2025-01-01' },
  { title: 'strange', query_code: 'x' },
  3,
]
const NEW = { name: 'new', query: 'RETURN = 2;', length: 'week', date: '' }

test('what can be read is shown', () => {
  expect(readSaved(FOREIGN)).toEqual([{ name: 'old', query: 'RETURN = 1;', length: 'day', date: '' }])
  expect(readSaved('x')).toEqual([])
})

test('what other front ends keep stays when one is added, replaced, renamed or deleted', () => {
  expect(withSaved(FOREIGN, NEW)).toEqual([...FOREIGN, NEW])
  expect(withSaved(FOREIGN, { ...NEW, name: 'old' })).toEqual([
    { ...NEW, name: 'old', id: 7, startdate: '2025-01-01' },
    ...FOREIGN.slice(1),
  ])
  expect(withRenamed(FOREIGN, 'old', 'other')).toEqual([
    Object.assign({}, FOREIGN[0], { name: 'other' }),
    ...FOREIGN.slice(1),
  ])
  expect(withoutSaved(FOREIGN, 'old')).toEqual(FOREIGN.slice(1))
})

test('a name is given once', () => {
  const both = withSaved([{ ...NEW, name: 'a' }], NEW)
  expect(readSaved(withRenamed(both, 'a', 'new'))).toEqual([NEW])
  expect(withRenamed(both, 'a', 'a')).toEqual(both)
})
