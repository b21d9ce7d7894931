import { describe, expect, it } from 'vitest'

import { fromPython } from '@/domain/pythonregex'
import { PrivacyRules, UnreadableRulesError } from '@/domain/rules'
import type { TabData } from '@/domain/tab'

const BUCKET = 'aw-watcher-web-firefox_laptop'
const DATA: TabData = {
  url: 'https://mail.example/inbox?user=anna',
  title: 'Inbox (3) – anna@mail.example',
  audible: false,
  incognito: false,
  tabCount: 4,
}

const apply = (...rules: object[]) => PrivacyRules.read(rules).apply(DATA, BUCKET)

describe('PrivacyRules', () => {
  it('leave everything as it is where there are none', () => {
    expect(PrivacyRules.read(null).apply(DATA, BUCKET)).toEqual(DATA)
    expect(PrivacyRules.read([]).apply(DATA, BUCKET)).toEqual(DATA)
  })

  it('drop an event in which the pattern is found', () => {
    expect(apply({ pattern: 'anna@', action: 'drop' })).toBeNull()
    expect(apply({ pattern: 'bert@', action: 'drop' })).toEqual(DATA)
    expect(apply({ pattern: 'anna@', action: 'drop', field: 'url' })).toEqual(DATA)
    expect(apply({ pattern: '^false$', action: 'drop', field: 'incognito' })).toBeNull()
    expect(apply({ pattern: '^false$', action: 'drop' })).toEqual(DATA)
  })

  it('replace every match', () => {
    expect(apply({ pattern: 'anna', action: 'redact' })).toEqual({
      ...DATA,
      url: 'https://mail.example/inbox?user=REDACTED',
      title: 'Inbox (3) – REDACTED@mail.example',
    })
    expect(
      apply({
        pattern: String.raw`(\w+)@(?P<host>\S+)`,
        action: 'redact',
        replacement: String.raw`\g<host>\\\1`,
      }),
    ).toEqual({ ...DATA, title: 'Inbox (3) – mail.example\\anna' })
  })

  it('apply one after the other', () => {
    const rules = [
      { pattern: 'anna', action: 'redact', replacement: 'secret' },
      { pattern: 'secret', action: 'drop' },
    ]
    expect(apply(...rules)).toBeNull()
  })

  it('of the server by default come last; one of the same name takes the place, or switches it', () => {
    const defaults = [{ name: 'names', pattern: 'anna|host', action: 'drop' }]
    const read = (...rules: object[]) => PrivacyRules.read(rules, defaults).apply(DATA, BUCKET)
    expect(PrivacyRules.read(null, defaults).apply(DATA, BUCKET)).toBeNull()
    expect(read({ pattern: 'anna', action: 'redact', replacement: 'x' })).not.toBeNull()
    expect(read({ name: 'names', enabled: true })).toBeNull()
    expect(read({ name: 'names', enabled: false })).toEqual(DATA)
    expect(read({ name: 'names', pattern: 'nobody', action: 'drop' })).toEqual(DATA)
    expect(() => PrivacyRules.read(null, 'nonsense')).toThrow(UnreadableRulesError)
  })

  it('are of their bucket only, and only while they are switched on', () => {
    const rule = { pattern: 'anna', action: 'drop' }
    expect(apply({ ...rule, bucket_prefix: 'aw-watcher-web-' })).toBeNull()
    expect(apply({ ...rule, bucket_prefix: 'aw-watcher-window' })).toEqual(DATA)
    expect(apply({ ...rule, enabled: false })).toEqual(DATA)
    expect(apply({ name: 'incognito-tabs', enabled: true })).toEqual(DATA)
  })

  it('heed upper and lower case unless they say not to', () => {
    expect(apply({ pattern: 'ANNA', action: 'drop' })).toEqual(DATA)
    expect(apply({ pattern: 'ANNA', action: 'drop', ignore_case: true })).toBeNull()
    expect(apply({ pattern: '(?i)ANNA', action: 'drop' })).toBeNull()
  })

  it('are left to the server where JavaScript cannot express them', () => {
    expect(apply({ pattern: '(?>anna)', action: 'drop' })).toEqual(DATA)
  })

  it.each([['rules'], [{}], [['rule']], [[{ action: 'drop' }]], [[{ pattern: 'a', action: 'hide' }]]])(
    'are unreadable: %j',
    (stored) => {
      expect(() => PrivacyRules.read(stored)).toThrow(UnreadableRulesError)
    },
  )
})

describe('fromPython', () => {
  it.each<[string, string, boolean]>([
    [String.raw`\Ains`, 'inside', true],
    [String.raw`side\Z`, 'inside', true],
    [String.raw`\bünï\b`, 'x ünï y', true],
    [String.raw`\bün\b`, 'x ünï y', false],
    [String.raw`\w+`, 'жук', true],
    [String.raw`^\w+$`, 'a b', false],
    [String.raw`\d{2,}`, '٣٤', true],
    ['a{,2}b', 'aab', true],
    ['a{b', 'a{b', true],
    ['a]b}', 'a]b}', true],
    [String.raw`[]a]`, ']', true],
    [String.raw`[^]a]`, ']', false],
    [String.raw`[\w.-]+@`, 'a-b.ü@', true],
    [String.raw`[[\]]`, '[', true],
    [String.raw`a\-b\ c\#`, 'a-b c#', true],
    ['a.b', 'a\nb', false],
    ['(?s)a.b', 'a\nb', true],
    ['^b', 'a\nb', false],
    ['(?m)^b$', 'a\nb\nc', true],
    ['b$', 'b\n', true],
    [String.raw`(?P<x>a)(?P=x)`, 'aa', true],
    [String.raw`(a)\1`, 'aa', true],
    ['a(?#remark)b', 'ab', true],
    [String.raw`(?<=x)a(?!y)`, 'xa', true],
    [String.raw`\u00e4`, 'ä', true],
    ['[🔴●]', '🔴', true],
  ])('%s in %j: %s', (pattern, text, expected) => {
    expect(fromPython(pattern)?.test(text)).toBe(expected)
  })

  it.each([
    ['(?>a)', 'an atomic group'],
    ['a++', 'a possessive repetition'],
    ['(a)?(?(1)b|c)', 'a condition'],
    ['(?x)a b', 'verbose patterns'],
    [String.raw`[\W]`, 'a negated class in a set'],
    ['(a+)+b', 'a repeated group'],
    ['.*a.*b.*c', 'too many repetitions'],
    ['(?:a|aa)?'.repeat(15), 'too many choices'],
    ['(', 'no expression'],
    ['[a', 'no expression'],
    [String.raw`\q`, 'no expression'],
  ])('leaves %s: %s', (pattern) => {
    expect(fromPython(pattern)).toBeNull()
  })
})
