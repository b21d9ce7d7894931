import { readFileSync } from 'node:fs'

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import type { QueryClass } from '@/domain/categories/category'
import { errorPlace } from '@/domain/querylanguage/errorplace'
import { FUNCTIONS } from '@/domain/querylanguage/functions'
import { expand, MACRO } from '@/domain/querylanguage/macro'
import { cellText, shownAs } from '@/domain/querylanguage/result'
import { periodToSave, readSaved, savedPeriod, withSaved } from '@/domain/querylanguage/saved'
import { tokenAt } from '@/domain/querylanguage/tokens'
import { currentPeriod } from '@/domain/time/period'

const CALENDAR = { zone: 'Europe/Berlin', startOfDay: '04:00', startOfWeek: 1 } as const

function tokens(text: string): string[] {
  const found: string[] = []
  for (let place = 0; place < text.length;) {
    const { kind, length } = tokenAt(text, place)
    if (kind !== 'space') found.push(`${kind} ${text.slice(place, place + length)}`)
    place += length
  }
  return found
}

describe('tokenAt', () => {
  it('tells words apart', () => {
    expect(tokens(`if x == 1.5 { RETURN = flood("a"); } # end ${MACRO}`)).toEqual([
      'keyword if',
      'name x',
      'operator ==',
      'number 1.5',
      'bracket {',
      'keyword RETURN',
      'operator =',
      'function flood',
      'bracket (',
      'string "a"',
      'bracket )',
      'other ;',
      'bracket }',
      `comment # end ${MACRO}`,
    ])
  })
  it('ends a text at its own quote, not at one after a backslash', () => {
    expect(tokens(String.raw`"a\"b'c" 'd\w'`)).toEqual([
      String.raw`string "a\"b'c"`,
      String.raw`string 'd\w'`,
    ])
  })
  it('takes names of any script', () => {
    expect(tokens('größe_2')).toEqual(['name größe_2'])
  })
  it('goes on in any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (let place = 0; place < text.length;) {
          const { length } = tokenAt(text, place)
          expect(length).toBeGreaterThan(0)
          place += length
        }
      }),
    )
  })
})

describe('FUNCTIONS', () => {
  const docs = readFileSync('../../docs/query-language.md', 'utf8')
  const documented = [...docs.matchAll(/^#### (\w+)\((.*)\)$/gm)].map(([, name, parameters]) => [
    name,
    parameters,
  ])

  it('says of each what it does', () => {
    const { functions } = JSON.parse(readFileSync('src/locales/en/query.json', 'utf8')) as {
      functions: object
    }
    expect(Object.keys(functions).sort()).toEqual(FUNCTIONS.map(({ name }) => name).sort())
  })

  it('has exactly the functions that are documented', () => {
    const byName = (a: (string | undefined)[], b: (string | undefined)[]) =>
      String(a[0]) < String(b[0]) ? -1 : 1
    expect(FUNCTIONS.map(({ name, parameters }) => [name, parameters]).sort(byName)).toEqual(
      documented.sort(byName),
    )
  })
})

describe('expand', () => {
  const classes: QueryClass[] = [[['Work'], { type: 'regex', regex: String.raw`a\\` }]]

  it('puts the categories in the place of the macro, as the language writes them', () => {
    expect(expand(`x = ${MACRO};`, classes).text).toBe(
      String.raw`x = [[["Work"], {"type": "regex", "regex": "a\\(?:)"}]];`,
    )
  })
  it('finds the place of an error in what was written', () => {
    const written = `"😀" + a; ${MACRO} + b; ${MACRO} + c`
    const { text, placeOf } = expand(written, classes)
    const characters = Array.from(text)
    for (const name of ['a;', 'b;', 'c']) {
      const offset = characters.findIndex(
        (_, i) => characters.slice(i, i + name.length).join('') === name && characters[i - 2] === '+',
      )
      expect(written.slice(placeOf(offset)).startsWith(name)).toBe(true)
    }
  })
  it('points at the macro for an error within the categories', () => {
    const { text, placeOf } = expand(`x = ${MACRO};`, classes)
    expect(placeOf(text.indexOf('regex'))).toBe(4)
  })
})

describe('errorPlace', () => {
  it('shows the line with a caret under the place', () => {
    expect(errorPlace('a = 1;\n\tb = c;', 12)).toEqual({ line: 2, column: 6, picture: '\tb = c;\n\t    ^' })
  })
  it('shows the end of a text', () => {
    expect(errorPlace('a', 1)).toEqual({ line: 1, column: 2, picture: 'a\n ^' })
  })
})

describe('shownAs', () => {
  const event = { timestamp: '2025-06-10T09:00:00Z', duration: 1, data: { $category: ['Work', 'Mail'] } }

  it('tells results apart', () => {
    expect(shownAs([event]).kind).toBe('events')
    expect(shownAs([event, 1]).kind).toBe('list')
    expect(shownAs([]).kind).toBe('list')
    expect(shownAs({ a: 1 })).toEqual({ kind: 'object', entries: [['a', 1]] })
    expect(shownAs(0)).toEqual({ kind: 'number', value: 0 })
    expect(shownAs(null)).toEqual({ kind: 'text', text: 'null' })
    expect(shownAs('x')).toEqual({ kind: 'text', text: 'x' })
  })
  it('shows a category as its path', () => {
    expect(cellText(event, '$category')).toBe('Work › Mail')
  })
})

describe('saved queries', () => {
  it('leaves out what is no query', () => {
    const one = { name: 'a', query: 'RETURN = 1;', length: 'week', date: '' }
    expect(readSaved([one, { name: 'b' }, null, 'c'])).toEqual([one])
    expect(readSaved({})).toEqual([])
  })
  it('reads one without dates as of today', () => {
    expect(readSaved([{ name: 'a', query: 'x' }])).toEqual([
      { name: 'a', query: 'x', length: 'day', date: '' },
    ])
  })
  it('replaces the query of the same name in its place', () => {
    const make = (name: string, query: string) => ({ name, query, length: 'day', date: '' })
    const all = readSaved(withSaved([make('a', '1'), make('b', '2')], make('a', '3')))
    expect(all.map(({ query }) => query)).toEqual(['3', '2'])
    expect(readSaved(withSaved(all, make('c', '4'))).map(({ name }) => name)).toEqual(['a', 'b', 'c'])
  })
  it('keeps dates only if asked to', () => {
    const week = { ...currentPeriod('week', CALENDAR, Date.parse('2025-06-10T12:00:00Z')) }
    expect(periodToSave(week, false)).toEqual({ length: 'week', date: '' })
    expect(periodToSave(week, true)).toEqual({ length: 'week', date: '2025-06-10' })
    expect(savedPeriod(periodToSave(week, true), CALENDAR)).toEqual(week)
  })
  it('opens a broken date as today', () => {
    expect(savedPeriod({ length: 'day', date: 'never' }, CALENDAR)).toEqual(currentPeriod('day', CALENDAR))
  })
})
