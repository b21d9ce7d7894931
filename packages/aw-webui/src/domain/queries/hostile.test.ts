/** Whatever is stored, or stands in an address, gives a query: no page may break on data. */

import { describe, expect, it, test } from 'vitest'

import { type Category, classesOf, isAskable } from '@/domain/categories/category'
import { canonicalStatements, closed, isWritable, literal, type Scope } from '@/domain/queries'
import { overviewQuery } from '@/domain/queries/activity'
import { behindQuery, singlesQuery } from '@/domain/queries/behind'
import { countsQuery } from '@/domain/queries/search'
import type { Search } from '@/domain/search/search'

const HOSTILE = [
  'C:\\',
  '\\',
  '"',
  '\\"',
  '',
  "'",
  '$category',
  '{"a": 1}',
  '\n',
  '🗑',
  '__proto__',
  '] ; RETURN = 1;',
]
const regex = (pattern: string) => ({ type: 'regex', regex: pattern }) as const

test('what can be written is what does not throw', () => {
  for (const text of HOSTILE) {
    for (const value of [text, [text], { [text]: 1 }, [[text], { a: text }]]) {
      if (isWritable(value)) expect(literal(value)).toBeTypeOf('string')
      else expect(() => literal(value)).toThrow(RangeError)
    }
  }
  expect([null, undefined, Infinity, [null], { a: undefined }].some(isWritable)).toBe(false)
})

describe('categories', () => {
  const stored: Category[] = [
    ...HOSTILE.map((name) => ({ name: ['A', name], rule: regex('x') })),
    ...HOSTILE.map((pattern) => ({ name: ['B'], rule: regex(pattern) })),
    ...HOSTILE.map((key) => ({ name: ['C'], rule: { ...regex('x'), select_keys: [key] } })),
    { name: ['D'], rule: { ...regex('x'), select_keys: [null] } } as unknown as Category,
    { name: ['E'], rule: { type: 'regex', regex: 5 } } as unknown as Category,
  ]

  it('that cannot be asked for are left out of queries; all others are in them', () => {
    const classes = classesOf(stored)
    expect(() => canonicalStatements({ window: 'w', afk: 'a', classes })).not.toThrow()
    expect(classes.filter(([name]) => name[0] === 'A')).toHaveLength(HOSTILE.length - 2)
    expect(classes.filter(([name]) => name[0] === 'B')).toHaveLength(HOSTILE.filter(Boolean).length)
    expect(stored.filter((one) => !isAskable(one)).map(({ name }) => name[0])).toEqual(
      expect.arrayContaining(['A', 'C', 'D']),
    )
  })

  it('to keep to are none, not all, where their names cannot be written', () => {
    const asked = { window: 'w', afk: 'a', classes: [], filterClasses: [['C:\\']] }
    expect(canonicalStatements(asked).at(-1)).toBe('events = filter_keyvals(events, "$category", []);')
  })
})

test('names, titles and apps of any kind', () => {
  const scope: Scope = { devices: [], manual: [], classes: [], filterClasses: [HOSTILE] }
  const search: Search = { text: 'a', isRegex: false, matchCase: false, field: 'all', days: 1, hosts: [] }
  expect(() => overviewQuery({ scope, editors: [], afk: [], bins: [], laneStep: 60 })).not.toThrow()
  for (const text of HOSTILE) {
    const behind = { scope, where: { app: text, $category: [text], [text]: text }, source: 'events' } as const
    expect(() => behindQuery(behind, (names) => names)).not.toThrow()
    expect(() => singlesQuery(behind, { app: text, title: text }, (names) => names)).not.toThrow()
    const row = { timestamp: '', duration: 1, data: { app: text, title: text } }
    expect(() => countsQuery(scope, { ...search, text: closed(text) }, [row])).not.toThrow()
  }
})
