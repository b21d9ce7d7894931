import { describe, expect, it } from 'vitest'

import { AddressFilter, readPatterns, wrongPatterns } from '@/domain/addresses'

const excluded = (pattern: string, url: string) => !new AddressFilter([], [pattern]).allows(url)

describe('AddressFilter', () => {
  it.each([
    ['example.com', 'https://example.com/', true],
    ['example.com', 'http://www.EXAMPLE.com:8080/a?b', true],
    ['example.com', 'https://notexample.com/', false],
    ['example.com', 'https://other.org/?q=example.com', false],
    ['*.example.com', 'https://a.example.com/', true],
    ['example.*', 'https://example.org/', true],
    ['localhost:8080', 'http://localhost:8080/x', true],
    ['localhost:8080', 'http://localhost:9090/x', false],
    ['example.com/private', 'https://example.com/private/a', true],
    ['example.com/private', 'https://example.com/public', false],
    ['example.com/*/secret', 'https://example.com/a/b/secret?x', true],
    ['example.com/a?b', 'https://example.com/a?b=1', true],
    ['file:', 'file:///home/me/a.html', true],
    ['about:', 'about:config', true],
    ['https://example.com/a', 'https://example.com/ab', true],
    ['https://example.com/a', 'http://example.com/a', false],
    ['https://*.example.com/a', 'https://x.example.com/a', true],
    ['/bank|tax/', 'https://example.com/my-bank', true],
    ['/BANK/', 'https://example.com/bank', false],
    ['/BANK/i', 'https://example.com/bank', true],
    ['/^https:..example/', 'https://example.com/', true],
  ])('%s excludes %s: %s', (pattern, url, expected) => {
    expect(excluded(pattern, url)).toBe(expected)
  })

  it('records only what is included, where something is', () => {
    const filter = new AddressFilter(['example.com'], ['example.com/private'])
    expect(filter.allows('https://example.com/a')).toBe(true)
    expect(filter.allows('https://example.com/private')).toBe(false)
    expect(filter.allows('https://other.org/')).toBe(false)
  })

  it('records nothing while a pattern is wrong', () => {
    expect(new AddressFilter([], ['/(/']).allows('https://example.com/')).toBe(false)
    expect(new AddressFilter(['/[/'], []).allows('https://example.com/')).toBe(false)
  })

  it('names the wrong patterns by their lines', () => {
    expect(wrongPatterns(['example.com', '/(/', 'two words', '/path'])).toEqual([
      { line: 2, pattern: '/(/' },
      { line: 3, pattern: 'two words' },
      { line: 4, pattern: '/path' },
    ])
  })

  it('reads one pattern a line', () => {
    expect(readPatterns(' a.com \n\n b.com\r\n')).toEqual(['a.com', 'b.com'])
  })
})
