import { expect, test } from 'vitest'

import type { Category } from '@/domain/categories/category'
import { isSame, MOST_VERSIONS, readVersions, type Version, withVersion } from '@/domain/categories/versions'

function classes(name: string): Category[] {
  return [{ name: [name], rule: { type: 'regex', regex: name } }]
}

test('what was before the first version is kept as version 1', () => {
  const versions = withVersion([], classes('old'), classes('new'), 'now')
  expect(versions.map((version) => [version.number, version.classes])).toEqual([
    [1, classes('old')],
    [2, classes('new')],
  ])
})

test('a state that another front end saved becomes a version too', () => {
  const first = withVersion([], classes('a'), classes('b'), 'now')
  const versions = withVersion(first, classes('foreign'), classes('c'), 'now')
  expect(versions.map((version) => version.classes[0]?.name[0])).toEqual(['a', 'b', 'foreign', 'c'])
})

test('saving the same again makes none', () => {
  const first = withVersion([], classes('a'), classes('b'), 'now')
  expect(withVersion(first, classes('b'), classes('b'), 'later')).toEqual(first)
})

test('the oldest go, and numbers are never given twice', () => {
  let versions: Version[] = []
  for (let step = 0; step < 60; step += 1) {
    versions = withVersion(versions, classes(`${step}`), classes(`${step + 1}`), 'now')
  }
  expect(versions).toHaveLength(MOST_VERSIONS)
  expect(versions.at(-1)?.number).toBe(61)
  expect(versions[0]?.number).toBe(12)
})

test('what is no version is left out, and they come in their order', () => {
  const good = { number: 2, saved: '2026-01-01T00:00:00Z', classes: classes('a') }
  const older = { ...good, number: 1 }
  expect(readVersions([good, null, {}, { number: 3 }, older])).toEqual([older, good])
  expect(readVersions('x')).toEqual([])
})

test('the order of keys and keys without a value make no difference, the order of rules does', () => {
  const one: Category = { name: ['A'], rule: { type: 'regex', regex: 'a' } }
  const other = {
    rule: { regex: 'a', type: 'regex', select_keys: undefined },
    name: ['A'],
  } as unknown as Category
  expect(isSame([one], [other])).toBe(true)
  expect(isSame([one, ...classes('b')], [...classes('b'), one])).toBe(false)
})

test('numbers, and groups that are only there for their children, make no difference', () => {
  const child: Category = { name: ['A', 'B'], rule: { type: 'regex', regex: 'b' } }
  const group: Category = { id: 5, name: ['A'], rule: { type: 'none' } }
  expect(isSame([child], [group, { ...child, id: 9 }])).toBe(true)
})
