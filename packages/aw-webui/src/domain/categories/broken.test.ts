import { expect, test } from 'vitest'

import { categoryIn, names } from '@/domain/categories/broken'
import type { Category } from '@/domain/categories/category'

const LONG = `*${'ä𝄞'.repeat(80)}`
const CATEGORIES: Category[] = [
  { name: ['Group'], rule: { type: 'none', regex: '*foo' } },
  { name: ['Work'], rule: { type: 'regex', regex: 'foo' } },
  { name: ['Work', 'Broken'], rule: { type: 'regex', regex: '*foo' } },
  { name: ['Long'], rule: { type: 'regex', regex: LONG } },
  { name: ['Closed'], rule: { type: 'regex', regex: '[\\' } },
]
const message = (pattern: string) => `Invalid regular expression \`${pattern}\`: nothing to repeat`

test('the category whose pattern the server refuses is found by it', () => {
  expect(categoryIn(message('*foo'), CATEGORIES)?.name).toEqual(['Work', 'Broken'])
  expect(categoryIn(message([...LONG].slice(0, 100).join('')), CATEGORIES)?.name).toEqual(['Long'])
  expect(categoryIn(message('[\\(?:)'), CATEGORIES)?.name).toEqual(['Closed'])
})

test('other patterns and other errors are of no category', () => {
  expect(categoryIn(message('*bar'), CATEGORIES)).toBeNull()
  expect(categoryIn('Unknown function `foo`', CATEGORIES)).toBeNull()
  expect(names(message(''), '')).toBe(false)
})
