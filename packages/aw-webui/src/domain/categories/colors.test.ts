import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import type { Category } from '@/domain/categories/category'
import {
  categoryColors,
  ownColor,
  PALETTE,
  PALETTE_CODES,
  UNCATEGORIZED_COLOR,
} from '@/domain/categories/colors'

function category(name: string[], color?: string | null): Category {
  return { name, rule: { type: 'none' }, data: { color: color ?? null } }
}

test('the codes of the palette are its light variants in the style sheet', () => {
  const css = readFileSync(join(import.meta.dirname, '../../styles/tokens.css'), 'utf8')
  const light = css.slice(0, css.indexOf("[data-theme='dark']"))
  const hues = [...light.matchAll(/--hue-\d+: (#[\da-f]{6});/g)].map(([, code]) => code)
  expect(hues).toEqual(PALETTE_CODES)
  expect(PALETTE).toHaveLength(PALETTE_CODES.length)
})

test('top categories take the palette in their order, each another colour', () => {
  const tops = PALETTE.map((_, index) => category([`Top ${index}`]))
  const colorOf = categoryColors(tops)
  expect(tops.map(({ name }) => colorOf(name))).toEqual(PALETTE)
})

test('children take tints of their parent, siblings different ones', () => {
  const colorOf = categoryColors([category(['A'], '#123456'), category(['A', 'B']), category(['A', 'C'])])
  expect(colorOf(['A', 'B'])).toContain('#123456')
  expect(colorOf(['A', 'C'])).toContain('#123456')
  expect(colorOf(['A', 'B'])).not.toBe(colorOf(['A', 'C']))
})

test('a colour of one’s own goes before the parent’s, and children take tints of it', () => {
  const colorOf = categoryColors([category(['A'], '#111111'), category(['A', 'B'], '#222222')])
  expect(colorOf(['A', 'B'])).toBe('#222222')
  expect(colorOf(['A', 'B', 'C'])).toContain('#222222')
})

test('however deep a category is, its colour is one mixture', () => {
  const name = Array.from({ length: 40 }, (_, depth) => `Level ${depth}`)
  const colorOf = categoryColors(name.map((_, depth) => category(name.slice(0, depth + 1))))
  expect(colorOf(name).match(/color-mix/g)).toHaveLength(1)
  for (const depth of name.keys()) {
    const [, share] = /([\d.]+)%/.exec(colorOf(name.slice(0, depth + 1))) ?? []
    expect(Number(share ?? 100)).toBeGreaterThanOrEqual(15)
  }
  expect(colorOf(name.slice(0, 3))).toBe('color-mix(in oklab, var(--hue-0) 77.44%, var(--tint))')
})

test('one of the palette follows the theme', () => {
  expect(categoryColors([category(['A'], PALETTE_CODES[3])])(['A'])).toBe(PALETTE[3])
})

test('what no rule matched is grey', () => {
  expect(categoryColors([])(['Uncategorized'])).toBe(UNCATEGORIZED_COLOR)
  expect(categoryColors([])([])).toBe(UNCATEGORIZED_COLOR)
})

test('a category that is no longer there still has a colour, always the same', () => {
  expect(categoryColors([])(['Gone'])).toBe(categoryColors([])(['Gone']))
  expect(PALETTE).toContain(categoryColors([])(['Gone']))
})

test.each(['#abc', '#aabbcc', '#aabbcc80', 'tomato', 'rgb(1, 2, 3)', 'hsl(120, 50%, 50%)'])(
  '%s is a colour',
  (code) => {
    expect(ownColor(code)).toBe(code)
  },
)

test.each([
  '',
  '#ab',
  'url(https://example.org)',
  'red;background:blue',
  'var(--accent)',
  5,
  null,
  undefined,
])('%s is none', (code) => {
  expect(ownColor(code)).toBeNull()
})
