import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { classesOf, isUncategorized, isWithin, pathOf, readCategories } from '@/domain/categories/category'
import { DEFAULT_CATEGORIES } from '@/domain/categories/defaults'

describe('reading what the server keeps', () => {
  test('fields that are not known here stay', () => {
    const stored = [
      {
        id: 3,
        name: ['Work'],
        rule: { type: 'regex', regex: 'x', since: 1 },
        data: { color: '#fff', icon: 'w' },
      },
    ]
    expect(readCategories(stored)).toEqual(stored)
  })

  test.each([[{ name: ['Work'] }], [{ name: ['Work'], rule: null }], [{ name: ['Work'], rule: 'x' }]])(
    'a category without a rule keeps its place and matches nothing: %j',
    (stored) => {
      const read = readCategories([stored])
      expect(read).toEqual([{ name: ['Work'], rule: { type: 'none' } }])
      expect(classesOf(read)).toEqual([])
    },
  )

  test.each([
    ['select_keys', 'app'],
    ['select_keys', ['app', 1]],
    ['select_keys', { app: true }],
    ['ignore_case', 'yes'],
  ])('a rule goes without %s of the wrong kind: %j', (field, value) => {
    const rule = { type: 'regex', regex: 'x', since: 1 }
    const read = readCategories([{ name: ['Work'], rule: { ...rule, [field]: value } }])
    expect(read).toEqual([{ name: ['Work'], rule }])
    expect(classesOf(read)).toEqual([[['Work'], { type: 'regex', regex: 'x' }]])
  })

  test.each([null, 'classes', {}, [null, 1, {}, { name: [] }, { name: 'Work' }, { name: [1] }]])(
    'what is no category is left out: %j',
    (stored) => {
      expect(readCategories(stored)).toEqual([])
    },
  )
})

describe('classes for queries', () => {
  test('rules without a pattern are left out, of any spelling', () => {
    const rules = [{ type: 'none' }, { type: null }, { type: 'regex', regex: '' }, { type: 'regex' }]
    expect(classesOf(readCategories(rules.map((rule) => ({ name: ['A'], rule }))))).toEqual([])
  })

  test('what a rule leaves open is not said', () => {
    const rule = { type: 'regex', regex: 'a', ignore_case: null, select_keys: [] }
    expect(classesOf(readCategories([{ name: ['A'], rule }]))).toEqual([
      [['A'], { type: 'regex', regex: 'a' }],
    ])
  })

  test('the keys to look at and the case are said', () => {
    const rule = { type: 'regex', regex: 'a', ignore_case: false, select_keys: ['app'] }
    expect(classesOf(readCategories([{ name: ['A'], rule }]))).toEqual([[['A'], rule]])
  })
})

test('a category is within itself and its ancestors, not within a sibling or a child', () => {
  expect(isWithin(['A', 'B'], ['A', 'B'])).toBe(true)
  expect(isWithin(['A', 'B'], ['A'])).toBe(true)
  expect(isWithin(['A', 'B'], [])).toBe(true)
  expect(isWithin(['A', 'B'], ['A', 'C'])).toBe(false)
  expect(isWithin(['A'], ['A', 'B'])).toBe(false)
})

test('only the category that no rule gives is uncategorized', () => {
  expect(isUncategorized(['Uncategorized'])).toBe(true)
  expect(isUncategorized(['Uncategorized', 'Child'])).toBe(false)
})

test('a path reads from wide to narrow', () => {
  expect(pathOf(['Work', 'Programming'])).toBe('Work › Programming')
})

test('the default categories are those of aw_client', () => {
  const source = readFileSync(
    join(import.meta.dirname, '../../../../aw-client/src/aw_client/classes.py'),
    'utf8',
  )
  const entries = [...source.matchAll(/\[((?:"[^"]*"(?:, )?)+)\],\s*_regex\(\s*((?:r?"[^"]*"\s*)+)\)/g)]
  const inPython = entries.map(([, name = '', pattern = '']) => [texts(name), texts(pattern).join('')])
  expect(inPython.length).toBeGreaterThan(10)
  expect(DEFAULT_CATEGORIES.map(({ name, rule }) => [name, rule.regex])).toEqual(inPython)
  expect(DEFAULT_CATEGORIES.every(({ rule }) => rule.type === 'regex' && rule.ignore_case)).toBe(true)
})

/** The texts of Python's literals; in these a backslash is itself. */
function texts(source: string): string[] {
  return [...source.matchAll(/"([^"]*)"/g)].map(([, text = '']) => text)
}
