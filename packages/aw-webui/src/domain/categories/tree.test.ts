import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { type Category, pathOf } from '@/domain/categories/category'
import {
  added,
  changed,
  entriesOf,
  type Entry,
  moved,
  type Node,
  removed,
  renamed,
  siblingsOf,
  treeOf,
} from '@/domain/categories/tree'

const NO_RULE = { type: 'none' } as const

function entries(...paths: string[]): Entry[] {
  return entriesOf(paths.map((path) => ({ name: path.split('/'), rule: NO_RULE })))
}
function paths(list: readonly Category[]): string[] {
  return list.map(({ name }) => name.join('/'))
}
function idOf(list: readonly Entry[], path: string): number {
  return list.find(({ name }) => name.join('/') === path)?.id ?? -1
}
function entryAt(list: readonly Entry[], path: string): Entry {
  const found = list.find(({ name }) => name.join('/') === path)
  if (!found) throw new Error(path)
  return found
}

describe('reading a list', () => {
  test('parents that are missing are added before their first child', () => {
    expect(paths(entries('A/B/C', 'D'))).toEqual(['A', 'A/B', 'A/B/C', 'D'])
  })

  test('ids that are given stay, missing and doubled ones become others', () => {
    const list = [{ id: 7 }, {}, { id: 7 }, { id: 0 }].map((given, index) => ({
      ...given,
      name: [`${index}`],
      rule: NO_RULE,
    }))
    const ids = entriesOf(list).map(({ id }) => id)
    expect(ids[0]).toBe(7)
    expect(ids[3]).toBe(0)
    expect(new Set(ids).size).toBe(4)
  })

  test('of two categories with the same name the first has the children', () => {
    const [first, second] = treeOf(entries('A', 'A', 'A/B'))
    expect(first?.children).toHaveLength(1)
    expect(second?.children).toHaveLength(0)
  })
})

describe('changing', () => {
  test('a new category gets a name and an id that are free', () => {
    const list = entries('A', 'A/New')
    const result = added(list, ['A'], 'New', NO_RULE)
    expect(result.entry.name).toEqual(['A', 'New 2'])
    expect(list.map(({ id }) => id)).not.toContain(result.entry.id)
  })

  test('what stands below follows a new name', () => {
    const list = entries('A', 'A/B', 'A/B/C', 'AB')
    expect(paths(renamed(list, idOf(list, 'A'), 'Z'))).toEqual(['Z', 'Z/B', 'Z/B/C', 'AB'])
  })

  test('a name that a sibling has is made another', () => {
    const list = entries('A', 'B')
    expect(paths(renamed(list, idOf(list, 'B'), 'A'))).toEqual(['A', 'A 2'])
  })

  test('removing takes what stands below too', () => {
    const list = entries('A', 'A/B', 'C')
    expect(paths(removed(list, idOf(list, 'A')))).toEqual(['C'])
  })

  test('fields that are not known here stay', () => {
    const [first] = entriesOf([{ name: ['A'], rule: NO_RULE, icon: 'x' } as Category])
    const list = first ? [first] : []
    expect(renamed(changed(list, first?.id ?? 0, { data: { score: 1 } }), first?.id ?? 0, 'B')).toEqual([
      { id: first?.id, name: ['B'], rule: NO_RULE, icon: 'x', data: { score: 1 } },
    ])
  })
})

describe('moving', () => {
  test('into another: as its last child, with all below', () => {
    const list = entries('A', 'A/B', 'C', 'C/D')
    expect(paths(moved(list, idOf(list, 'A'), { parent: ['C'] }))).toEqual(['C', 'C/D', 'C/A', 'C/A/B'])
  })

  test('before and after another', () => {
    const list = entries('A', 'B', 'C')
    expect(paths(moved(list, idOf(list, 'C'), { before: entryAt(list, 'A') }))).toEqual(['C', 'A', 'B'])
    expect(paths(moved(list, idOf(list, 'A'), { after: entryAt(list, 'B') }))).toEqual(['B', 'A', 'C'])
  })

  test('not below itself', () => {
    const list = entries('A', 'A/B')
    expect(moved(list, idOf(list, 'A'), { parent: ['A', 'B'] })).toEqual(list)
    expect(moved(list, idOf(list, 'A'), { parent: ['A'] })).toEqual(list)
  })

  test('siblings are those of the same parent', () => {
    const list = entries('A', 'A/B', 'A/C', 'D')
    expect(paths(siblingsOf(list, entryAt(list, 'A/B')))).toEqual(['A/B', 'A/C'])
  })

  test('whatever is moved where: nothing is lost, and the tree shows every category once', () => {
    const path = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(
        fc.uniqueArray(path, { selector: pathOf, minLength: 1 }),
        fc.nat(),
        fc.nat(),
        (names, from, to) => {
          const list = entriesOf(names.map((name) => ({ name, rule: NO_RULE })))
          const one = list[from % list.length]
          const other = list[to % list.length]
          if (!one || !other) return
          for (const place of [{ parent: other.name }, { before: other }, { after: other }]) {
            const result = moved(list, one.id, place)
            expect(result.map(({ id }) => id).sort()).toEqual(list.map(({ id }) => id).sort())
            expect(idsIn(treeOf(result)).sort()).toEqual(list.map(({ id }) => id).sort())
            expect(new Set(result.map(({ name }) => pathOf(name))).size).toBe(list.length)
          }
        },
      ),
    )
  })
})

function idsIn(nodes: readonly Node[]): number[] {
  return nodes.flatMap(({ entry, children }) => [entry.id, ...idsIn(children)])
}
