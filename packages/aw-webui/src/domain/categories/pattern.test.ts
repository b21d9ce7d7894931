import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { compiled, either, escaped, matchesAnything, partsOfWords } from '@/domain/categories/pattern'
import { extendedRule, ruleFrom, wordPattern } from '@/domain/categories/wordrule'

function pattern(text: string): RegExp {
  const found = compiled(text, true)
  if (!found) throw new Error(text)
  return found
}

test('an escaped text matches itself, whatever is in it', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(new RegExp(`^${escaped(text)}$`, 's').test(text)).toBe(true)
    }),
  )
  expect(new RegExp(`^${escaped('a.b')}$`).test('axb')).toBe(false)
})

test('what the browser cannot read gives no pattern', () => {
  expect(compiled('a((', false)).toBeNull()
  expect(compiled('(?P<name>a)', false)).toBeNull()
})

describe('parts of words', () => {
  test('a match within a longer word is told with the word', () => {
    expect(partsOfWords(pattern('make|vim'), 'Makeup tutorial in neovim')).toEqual([
      { part: 'Make', word: 'Makeup' },
      { part: 'vim', word: 'neovim' },
    ])
  })

  test('whole words, and matches that end where a word does, are none', () => {
    expect(partsOfWords(pattern('make|Visual Studio|main.py'), 'make: Visual Studio, main.py')).toEqual([])
  })

  test('letters of all scripts belong to words', () => {
    expect(partsOfWords(pattern('büro'), 'Bürotür')).toEqual([{ part: 'Büro', word: 'Bürotür' }])
  })

  test('an empty match is nothing', () => {
    expect(partsOfWords(pattern('x*'), 'abc')).toEqual([])
  })
})

test('a pattern that may be empty matches everything', () => {
  expect(matchesAnything(pattern('a|'))).toBe(true)
  expect(matchesAnything(pattern('a|b'))).toBe(false)
})

describe('rules from a text', () => {
  test('a word is not found within a longer one', () => {
    const { regex = '' } = ruleFrom({ text: 'make' })
    expect(pattern(regex).test('make test')).toBe(true)
    expect(pattern(regex).test('Makeup')).toBe(false)
  })

  test('where a text ends in a sign, nothing must follow', () => {
    expect(pattern(wordPattern('C++')).test('C++ reference')).toBe(true)
    expect(wordPattern('site1.example')).toBe(String.raw`\bsite1\.example\b`)
  })

  test('a rule that is extended matches what it did, and the text', () => {
    const rule = { type: 'regex', regex: 'vim', ignore_case: false, select_keys: ['app'] } as const
    const extended = extendedRule({ name: ['A'], rule: { ...rule, select_keys: ['app'] } }, { text: 'make' })
    expect(extended).toEqual({ ...rule, regex: String.raw`vim|\bmake\b` })
  })

  test('a group without a rule gets one', () => {
    const extended = extendedRule({ name: ['A'], rule: { type: 'none' } }, { pattern: 'a|b' })
    expect(extended).toEqual({ type: 'regex', regex: 'a|b', ignore_case: true })
    expect(either('', 'a')).toBe('a')
  })
})
