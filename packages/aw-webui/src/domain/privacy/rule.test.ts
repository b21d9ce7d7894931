import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { asRegex, draftOf, entryOf, missingIn, NEW_RULE, ruleAgainst } from '@/domain/privacy/rule'

describe('a rule', () => {
  it('finds a plain text as it is, with all that regular expressions would read in it', () => {
    const entry = entryOf({ ...NEW_RULE, text: 'a.b (c)' })
    expect(entry).toEqual({
      field: 'title',
      pattern: String.raw`a\.b \(c\)`,
      ignore_case: true,
      action: 'drop',
    })
  })

  it('comes back from the server as it was written', () => {
    const drafts = fc.record({
      name: fc.string().map((name) => name.trim()),
      place: fc.constantFrom('title' as const, 'app' as const, 'url' as const, 'any' as const),
      field: fc.constant(''),
      isRegex: fc.constant(false),
      text: fc.string({ minLength: 1 }),
      ignoreCase: fc.boolean(),
      action: fc.constant('redact' as const),
      replacement: fc.string(),
      bucketPrefix: fc.string(),
      enabled: fc.boolean(),
    })
    fc.assert(
      fc.property(drafts, (draft) => {
        expect(draftOf(entryOf(draft))).toEqual(draft)
      }),
    )
  })

  it('is a regular expression where it finds more than one text, or puts in what a group found', () => {
    expect(draftOf({ pattern: 'bank|money', action: 'drop' })).toMatchObject({ isRegex: true, place: 'any' })
    expect(draftOf({ pattern: 'bank', action: 'redact', replacement: String.raw`\1` })?.isRegex).toBe(true)
    expect(draftOf({ pattern: 'bank', action: 'drop', field: 'a.b' })).toMatchObject({
      isRegex: false,
      place: 'other',
      field: 'a.b',
      ignoreCase: false,
    })
  })

  it('keeps what other programs keep with it, and takes away what it no longer says', () => {
    const before = { pattern: 'x', action: 'redact', replacement: 'y', note: 'mine', enabled: false }
    const draft = { ...NEW_RULE, ...draftOf(before), action: 'drop' as const, enabled: true }
    expect(entryOf(draft, before)).toEqual({ pattern: 'x', action: 'drop', note: 'mine' })
  })

  it('becomes the expression that finds its text, and the text again', () => {
    const draft = { ...NEW_RULE, text: 'a.b', replacement: String.raw`c\d` }
    const regex = asRegex(draft, true)
    expect(regex).toMatchObject({ text: String.raw`a\.b`, replacement: String.raw`c\\d` })
    expect(asRegex(regex, false)).toEqual(draft)
    expect(asRegex({ ...NEW_RULE, isRegex: true, text: 'a|b' }, false).text).toBe('a|b')
  })

  it('says what is missing', () => {
    expect(missingIn(NEW_RULE)).toBe('text')
    expect(missingIn({ ...NEW_RULE, text: 'x', place: 'other', field: ' ' })).toBe('field')
    expect(missingIn({ ...NEW_RULE, text: 'x' })).toBeNull()
  })

  it('is made of what an event says', () => {
    expect(ruleAgainst({ app: 'Mail', title: 'Letter' })).toMatchObject({ place: 'title', text: 'Letter' })
    expect(ruleAgainst({ app: 'Mail', title: '' })).toMatchObject({ place: 'app', text: 'Mail' })
    expect(ruleAgainst({ status: 'afk' })).toBeNull()
  })

  it('is not read from what is none', () => {
    for (const entry of [null, 'x', [], {}, { name: 'timers', enabled: false }, { pattern: 1 }])
      expect(draftOf(entry)).toBeNull()
  })
})
