import { describe, expect, it } from 'vitest'

import { localeFor } from '@/domain/time/locale'

describe('localeFor', () => {
  it.each([
    ['en', ['en-GB', 'en'], 'en-GB'],
    ['en', ['de-DE', 'de', 'en', 'en-US'], 'en-US'],
    ['de', ['en-GB', 'de-AT'], 'de-AT'],
    ['en', ['de-DE'], 'en'],
    ['en-AU', ['en-GB'], 'en-AU'],
    ['de', ['den'], 'de'],
    ['', ['de-DE'], undefined],
  ])('takes for %j from %j: %s', (language, preferred, locale) => {
    expect(localeFor(language, preferred)).toBe(locale)
  })
})
