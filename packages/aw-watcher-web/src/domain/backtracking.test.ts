import { describe, expect, it } from 'vitest'

import { mayHang } from '@/domain/backtracking'

describe('mayHang', () => {
  it.each([
    '(a+)+$',
    '(?:a|a)*b',
    '(a*){2,}b',
    String.raw`[)](a+)+`,
    String.raw`\/.*\/.*\/.*\.pdf$`,
    'a.{1,}b.{2,99}c.*',
    '(a|aa)?'.repeat(15),
    'a?'.repeat(15) + 'a'.repeat(15),
    'a{0,9}'.repeat(4),
    '(a|aa)(a|aa).*.*b',
    'bank|.*.*.*x',
  ])('%s', (source) => {
    expect(mayHang(source)).toBe(true)
  })

  it.each([
    'bank|tax',
    Array.from({ length: 200 }, (_, index) => `word${String(index)}`).join('|'),
    '(bank|tax)?',
    String.raw`a\)+`,
    '[()*]+',
    '[^)]+',
    String.raw`\?\*\+.*[?*+|].*`,
    'a{20}b{2}',
    String.raw`^https?:\/\/(?:www\.)?(?:mail|calendar|docs)\.example\.(?:com|org|net)\/`,
    '(?:login|signin|auth).*(?:token|key|secret|password)=',
    String.raw`\/.*\/.*\.pdf$`,
    '.*?a|.*b|.+c|d*',
  ])('not %s', (source) => {
    expect(mayHang(source)).toBe(false)
  })
})
