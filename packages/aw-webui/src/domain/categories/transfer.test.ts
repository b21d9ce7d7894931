import { expect, test } from 'vitest'

import type { Category } from '@/domain/categories/category'
import { CategoryFileError, combined, exportText, importText } from '@/domain/categories/transfer'

const CATEGORIES: Category[] = [
  { id: 0, name: ['A'], rule: { type: 'regex', regex: 'a\\b' }, data: { color: '#123456', score: 2 } },
]

test('what is exported is imported again', () => {
  expect(importText(exportText(CATEGORIES))).toEqual(CATEGORIES)
})

test('a bare list and the settings of a server are read as well', () => {
  expect(importText(JSON.stringify(CATEGORIES))).toEqual(CATEGORIES)
  expect(importText(JSON.stringify({ classes: CATEGORIES, theme: 'dark' }))).toEqual(CATEGORIES)
})

test.each(['', 'no', '[]', '{}', '{"categories": []}', 'null', '5'])('%j holds no categories', (text) => {
  expect(() => importText(text)).toThrow(CategoryFileError)
})

test('added ones come last and without their ids; of the same name the added rule holds', () => {
  const other: Category[] = [
    { id: 9, name: ['A'], rule: { type: 'regex', regex: 'other' } },
    { id: 0, name: ['B'], rule: { type: 'none' } },
  ]
  expect(combined(CATEGORIES, other)).toEqual([
    { id: 0, name: ['A'], rule: { type: 'regex', regex: 'other' }, data: { color: '#123456', score: 2 } },
    { name: ['B'], rule: { type: 'none' } },
  ])
})

test('names that no query can have are refused, and named', () => {
  const file = JSON.stringify([...CATEGORIES, { name: ['Paths', 'C:\\'], rule: { type: 'none' } }])
  expect(() => importText(file)).toThrow(expect.objectContaining({ names: ['Paths › C:\\'] }))
})
