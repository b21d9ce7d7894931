import { describe, expect, it } from 'vitest'

import {
  goneFrom,
  rateOf,
  readNotes,
  readOptions,
  withOptions,
  withRenames,
  withValue,
} from '@/domain/report/options'

const KNOWN = [['Work'], ['Work', 'Programming'], ['Media']]

describe('readOptions', () => {
  it('is about Work where there is such a category, else about all time', () => {
    expect(readOptions(undefined, KNOWN).categories).toEqual([['Work']])
    expect(readOptions(undefined, [['Arbeit']]).categories).toEqual([])
  })

  it('keeps what is valid and takes the usual for what is not', () => {
    const stored = {
      categories: [],
      longestBreak: 99,
      step: 7,
      direction: 'down',
      rate: -1,
      rates: { a: 'x', b: 3 },
    }
    expect(readOptions(stored, KNOWN)).toEqual({
      categories: [],
      longestBreak: 30,
      step: 0,
      direction: 'up',
      rate: 0,
      rates: { b: 3 },
      currency: '',
    })
  })

  it('gives back what was kept', () => {
    const options = { ...readOptions(undefined, KNOWN), step: 15, rate: 80, currency: '€', longestBreak: 0 }
    expect(readOptions(JSON.parse(JSON.stringify(options)), KNOWN)).toEqual(options)
  })
})

describe('what the report is about', () => {
  it('is kept with the first change of any option: no category that goes makes it another', () => {
    const stored = withOptions(null, { step: 15 }, KNOWN)
    expect(stored).toEqual({ step: 15, categories: [['Work']] })
    expect(readOptions(stored, [['Media']]).categories).toEqual([['Work']])
    expect(withOptions(stored, { categories: [] }, KNOWN)).toEqual({ step: 15, categories: [] })
  })

  it('leaves what other front ends keep beside it', () => {
    expect(withOptions({ theirs: 1 }, {}, [])).toEqual({ theirs: 1, categories: [] })
  })

  it('follows a category to a name under which another had a rate', () => {
    const stored = { categories: [['Work'], ['Media']], rates: { Work: 90, Media: 10 } }
    expect(withRenames(stored, [{ from: ['Work'], to: ['Media'] }], KNOWN)).toEqual({
      categories: [['Media']],
      rates: { Media: 90 },
    })
  })

  it('is told where it is gone; groups without a rule are there', () => {
    const rates = { Work: 1, 'Work › Gone': 2, Uncategorized: 3 }
    const known = [['Work', 'Programming']]
    expect(goneFrom({ categories: [['Work'], ['Left', 'A'], ['Uncategorized']], rates }, known)).toEqual([
      'Left › A',
      'Work › Gone',
    ])
  })
})

describe('rateOf', () => {
  const options = { ...readOptions(undefined, KNOWN), rate: 80, rates: { Work: 90, 'Work › Admin': 0 } }

  it.each([
    [['Work', 'Programming', 'Rust'], 90],
    [['Work', 'Admin', 'Mail'], 0],
    [['Media'], 80],
  ])('%j costs %d', (name, rate) => {
    expect(rateOf(name, options)).toBe(rate)
  })
})

it('gives a category that is called like what every object has no rate but its own', () => {
  const options = readOptions({ rate: 80, rates: {} }, [])
  for (const name of ['constructor', 'toString', '__proto__']) expect(rateOf([name], options)).toBe(80)
  const rates = JSON.parse('{"__proto__": 50, "constructor": 60}') as unknown
  const own = readOptions({ rate: 80, rates }, [])
  expect(['__proto__', 'constructor', 'toString'].map((name) => rateOf([name], own))).toEqual([50, 60, 80])
  expect(rateOf(['__proto__'], { ...own, rates: withValue(own.rates, '__proto__', 70) })).toBe(70)
})

describe('readNotes', () => {
  it('leaves out what is no text', () => {
    expect(readNotes({ '2025-06-10': 'at home', other: 3 })).toEqual({ '2025-06-10': 'at home' })
    expect(readNotes([1])).toEqual({})
  })
})

describe('withValue', () => {
  it('sets, replaces and takes away, and leaves what it was given', () => {
    const rates = { a: 1, b: 2 }
    expect(withValue(rates, 'c', 3)).toEqual({ a: 1, b: 2, c: 3 })
    expect(withValue(rates, 'a', 3)).toEqual({ a: 3, b: 2 })
    expect(withValue(rates, 'a', null)).toEqual({ b: 2 })
    expect(rates).toEqual({ a: 1, b: 2 })
  })
})
