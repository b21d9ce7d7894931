import { describe, expect, it } from 'vitest'

import { equalsExpression } from '@/domain/queries/equals'

const equals = (value: unknown) => equalsExpression('found', 'app', value)

describe('equalsExpression', () => {
  it.each([
    ['Code', '"Code"'],
    [5, '5'],
    [true, 'true'],
    [null, 'print()'],
    [['a', null], '["a", print()]'],
    [{ a: { b: null } }, '{"a": {"b": print()}}'],
  ])('asks for just %j', (value, written) => {
    expect(equals(value)).toBe(`filter_keyvals(found, "app", [${written}])`)
  })

  it('asks for what lacks the key', () => {
    expect(equals(undefined)).toContain('exclude_keyvals')
    expect(equals(undefined)).not.toBe(equals(null))
  })

  it('writes a text that ends in a backslash as a regular expression, to its very end', () => {
    expect(equals(String.raw`C:\Users (1)` + '\\')).toBe(
      String.raw`filter_keyvals_regex(found, "app", "\AC:\\Users \(1\)\\\Z")`,
    )
  })

  it('stays below the length a query may have', () => {
    const head = 'x'.repeat(1_000_000)
    expect(equals(`${head}a`).length).toBeLessThan(100_000)
    expect(equals(`${head}a`)).not.toBe(equals(`${head}b`))
    expect(equals('😀'.repeat(100_000)).isWellFormed()).toBe(true)
    expect(equals(`a${'😀'.repeat(100_000)}`).isWellFormed()).toBe(true)
  })

  it('leaves no text in an expression that is too long for the server to prepare', () => {
    const long = 'What? '.repeat(20_000)
    for (const [, pattern = ''] of equals(long).matchAll(/"(\\[AZ].*?)"/g)) {
      expect(pattern.length).toBeLessThan(1000)
    }
    const ending = equals(`${long.slice(0, 2_000)}{a|b}*(c)\\`)
    expect(ending).not.toMatch(/[*+?{|]/)
    expect(ending).toContain(String.raw`What\x3f What\x3f`)
    expect(ending).toContain(String.raw`\x7ba\x7cb\}\x2a\(c\)\\\Z")`)
    expect(equals(`${long}\\`).length).toBeLessThan(3000)
  })

  it('never fails: what cannot be written is had by none', () => {
    expect(equals(['a\\'])).toBe('[]')
    expect(equals({ 'a\\': 1 })).toBe('[]')
    expect(equalsExpression('found', 'a\\', 1)).toBe('[]')
  })
})
