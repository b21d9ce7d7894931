import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { csvOf } from '@/domain/csv'

/** Reads what RFC 4180 describes. */
function read(text: string): string[][] {
  const rows: string[][] = [[]]
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    rows.at(-1)?.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'))
    if (end === '\r\n') rows.push([])
  }
  return rows.slice(0, -1)
}

describe('csvOf', () => {
  it('quotes what needs quotes', () => {
    expect(csvOf([['a', 'b,c', 'say "no"', 'two\nlines', 1.5]])).toBe(
      '\uFEFFa,"b,c","say ""no""","two\nlines",1.5\r\n',
    )
  })

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx'])('makes %j no formula', (text) => {
    expect(read(csvOf([[text]]).slice(1))).toEqual([[`'${text}`]])
  })

  it('leaves negative numbers that are numbers', () => {
    expect(csvOf([[-3]])).toBe('\uFEFF-3\r\n')
  })

  it('can be read back', () => {
    const cell = fc.string().filter((text) => !/^[=+\-@\t\r]/.test(text))
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 1 }), { minLength: 1 }), (rows) => {
        expect(read(csvOf(rows).slice(1))).toEqual(rows)
      }),
    )
  })
})
