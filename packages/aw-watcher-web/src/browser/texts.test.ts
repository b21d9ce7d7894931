import { readdirSync, readFileSync } from 'node:fs'

import { describe, expect, it } from 'vitest'

import english from '@messages'

type Texts = Record<string, { message: string }>

const german = JSON.parse(readFileSync('public/_locales/de/messages.json', 'utf8')) as Texts

const SOURCES = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(?:ts|html)$/.test(name) && !name.includes('.test.'))
  .map((name) => readFileSync(`src/${name}`, 'utf8'))
  .join('\n')

/** Keys that are put together of two parts, by the first. */
const FAMILIES = ['failing_', 'help_', 'fault_', 'paused_by_']
/** Used by the manifest, or as the name of a status. */
const ELSEWHERE = ['description', 'connected', 'connecting', 'patterns']

describe('texts', () => {
  it('are there in both languages', () => {
    expect(Object.keys(german)).toEqual(Object.keys(english))
  })

  it('take the same values in both languages', () => {
    const values = (texts: Texts) => Object.values(texts).map(({ message }) => message.match(/\$\d/g) ?? [])
    expect(values(german)).toEqual(values(english))
  })

  it('are all used', () => {
    const unused = Object.keys(english).filter(
      (key) =>
        !FAMILIES.some((family) => key.startsWith(family)) &&
        !ELSEWHERE.includes(key) &&
        !SOURCES.includes(`'${key}'`) &&
        !SOURCES.includes(`"${key}"`),
    )
    expect(unused).toEqual([])
  })

  it('are there for every element that names one', () => {
    const named = [...SOURCES.matchAll(/data-text="(\w+)"/g)].map(([, key]) => key ?? '')
    expect(named.filter((key) => !(key in english))).toEqual([])
    expect(named.length).toBeGreaterThan(10)
  })
})
