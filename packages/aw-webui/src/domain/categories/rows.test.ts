import { expect, test } from 'vitest'

import { placeForKey, placeForZone, rowsOf, zoneAt } from '@/domain/categories/rows'
import { entriesOf, siblingsOf, treeOf } from '@/domain/categories/tree'

const list = entriesOf(
  ['A', 'A/B', 'A/C', 'D'].map((path) => ({ name: path.split('/'), rule: { type: 'none' } })),
)
const [a, b, c, d] = list

test('rows know their level and their place among their siblings', () => {
  const rows = rowsOf(treeOf(list), new Set())
  expect(rows.map(({ level, place, siblings }) => [level, place, siblings])).toEqual([
    [1, 1, 2],
    [2, 1, 2],
    [2, 2, 2],
    [1, 2, 2],
  ])
  expect(rows.map(({ parent }) => parent?.id)).toEqual([undefined, a?.id, a?.id, undefined])
})

test('what stands below a closed row is not shown', () => {
  const rows = rowsOf(treeOf(list), new Set([a?.id ?? -1]))
  expect(rows.map(({ entry }) => entry.id)).toEqual([a?.id, d?.id])
  expect(rows[0]).toMatchObject({ hasChildren: true, isOpen: false })
})

test('Alt with an arrow moves among siblings, into the one above, and out of the parent', () => {
  if (!a || !b || !c || !d) throw new Error()
  const siblings = siblingsOf(list, c)
  expect(placeForKey('ArrowUp', c, siblings, a)).toEqual({ before: b })
  expect(placeForKey('ArrowDown', c, siblings, a)).toBeNull()
  expect(placeForKey('ArrowDown', b, siblings, a)).toEqual({ after: c })
  expect(placeForKey('ArrowRight', c, siblings, a)).toEqual({ parent: b.name })
  expect(placeForKey('ArrowLeft', c, siblings, a)).toEqual({ after: a })
  expect(placeForKey('ArrowLeft', d, siblingsOf(list, d), null)).toBeNull()
})

test('dropping near an edge puts beside, in the middle below', () => {
  if (!a) throw new Error()
  expect(placeForZone(zoneAt(0.1), a)).toEqual({ before: a })
  expect(placeForZone(zoneAt(0.5), a)).toEqual({ parent: a.name })
  expect(placeForZone(zoneAt(0.9), a)).toEqual({ after: a })
})
