import { expect, test } from 'vitest'

import { patternOf, type Search, searchFromAddress, searchToAddress, whereOf } from '@/domain/search/search'

const USUAL: Search = { text: '', isRegex: false, matchCase: false, field: 'all', days: 30, hosts: [] }

test('an address without anything is the usual search, and the other way round', () => {
  expect(searchFromAddress({})).toEqual(USUAL)
  expect(searchToAddress(USUAL)).toEqual({})
})

test('every part of a search survives its address', () => {
  const search: Search = {
    text: 'a|b & c',
    isRegex: true,
    matchCase: true,
    field: 'url',
    days: 44,
    hosts: ['laptop', 'desktop'],
  }
  expect(searchFromAddress(searchToAddress(search))).toEqual(search)
})

test('what makes no sense in an address is as usual', () => {
  expect(searchFromAddress({ days: '-1', in: 'nowhere', q: null })).toEqual(USUAL)
  expect(searchFromAddress({ days: '1e9' }).days).toBe(3660)
  expect(searchFromAddress({ q: ['first', 'second'] }).text).toBe('first')
})

test('a text is searched for as it stands, an expression as an expression', () => {
  expect(patternOf({ ...USUAL, text: 'a.b' })).toBe(String.raw`a\.b`)
  expect(patternOf({ ...USUAL, text: 'a.b', isRegex: true })).toBe('a.b')
})

test('behind a row are the events with all that it says', () => {
  const row = { timestamp: '', duration: 1, data: { title: 'T', url: 'U', $domain: 'D', app: null } }
  expect(whereOf(row)).toStrictEqual({ app: null, title: 'T', url: 'U' })
  expect(whereOf({ ...row, data: { title: 5 } })).toStrictEqual({ app: undefined, title: 5, url: undefined })
})
