import { describe, expect, test } from 'vitest'

import type { Category } from '@/domain/categories/category'
import { originsAfter, originsByName, originsOf, renamesOf } from '@/domain/categories/renames'
import { added, entriesOf, type Entry, moved, removed, renamed } from '@/domain/categories/tree'

const CLASSES: Category[] = [
  { id: 0, name: ['Media'], rule: { type: 'none' } },
  { id: 1, name: ['Work'], rule: { type: 'none' } },
  { id: 2, name: ['Work', 'Mail'], rule: { type: 'none' } },
]
const START = entriesOf(CLASSES)

/** What was renamed by these steps. */
function after(...steps: ((entries: readonly Entry[]) => readonly Entry[])[]) {
  let [entries, origins]: [readonly Entry[], ReturnType<typeof originsOf>] = [START, originsOf(START)]
  for (const step of steps) {
    entries = step(entries)
    origins = originsAfter(entries, origins)
  }
  return renamesOf(entries, origins)
}

describe('renames', () => {
  test('what stands below a renamed category is renamed with it', () => {
    expect(after((entries) => renamed(entries, 1, 'Job'))).toEqual([
      { from: ['Work'], to: ['Job'] },
      { from: ['Work', 'Mail'], to: ['Job', 'Mail'] },
    ])
  })

  test('several steps are one, and a way back is none', () => {
    const toMedia = (entries: readonly Entry[]) => moved(entries, 2, { parent: ['Media'] })
    const toPost = (entries: readonly Entry[]) => renamed(entries, 2, 'Post')
    expect(after(toMedia, toPost)).toEqual([{ from: ['Work', 'Mail'], to: ['Media', 'Post'] }])
    expect(
      after(
        (entries) => renamed(entries, 1, 'Job'),
        (entries) => renamed(entries, 1, 'Work'),
      ),
    ).toEqual([])
  })

  test('a category that has the number of a removed one is not that one', () => {
    const found = after(
      (entries) => removed(entries, 2),
      (entries) => added(entries, [], 'Play', { type: 'none' }).entries,
    )
    expect(found).toEqual([])
  })

  test('two that change their names are both followed', () => {
    const found = after(
      (entries) => renamed(entries, 0, 'x'),
      (entries) => renamed(entries, 1, 'Media'),
      (entries) => renamed(entries, 0, 'Work'),
    )
    expect(found).toContainEqual({ from: ['Media'], to: ['Work'] })
    expect(found).toContainEqual({ from: ['Work'], to: ['Media'] })
  })

  test('of two of the same name only both together are renamed', () => {
    const twins = entriesOf([...CLASSES, { id: 3, name: ['Work'], rule: { type: 'none' } }])
    const next = renamed(twins, 3, 'Job')
    expect(renamesOf(next, originsAfter(next, originsOf(twins)))).toEqual([])
  })

  test('others in the place of all are told by their names, not by their numbers', () => {
    const others = entriesOf([
      { id: 1, name: ['Hobby'], rule: { type: 'none' } },
      { id: 0, name: ['Work'], rule: { type: 'none' } },
    ])
    const origins = originsByName(others, START, originsOf(START))
    expect(renamesOf(others, origins)).toEqual([])
    const next = renamed(others, 0, 'Job')
    expect(renamesOf(next, originsAfter(next, origins))).toEqual([{ from: ['Work'], to: ['Job'] }])
  })
})
