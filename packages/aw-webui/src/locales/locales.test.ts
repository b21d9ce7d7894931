import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { LANGUAGES } from '@/locales'

const FOLDER = 'src/locales'

/** The texts of a language by key: `file.name.name`. */
function textsOf(language: string): Map<string, string> {
  const files = readdirSync(join(FOLDER, language)).filter((name) => name.endsWith('.json'))
  return new Map(
    files.flatMap((file) =>
      flattened(file.replace('.json', ''), JSON.parse(readFileSync(join(FOLDER, language, file), 'utf8'))),
    ),
  )
}

function flattened(key: string, value: unknown): [string, string][] {
  if (typeof value === 'string') return [[key, value]]
  return Object.entries(value as object).flatMap(([name, item]) => flattened(`${key}.${name}`, item))
}

/** Names of values, and how many forms of a plural there are. */
function shapeOf(text: string): string {
  const values = new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name))
  return `${[...values].sort().join(' ')} / ${text.split(' | ').length}`
}

/** The source files, without tests. */
function sources(folder = 'src'): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return entry.name === 'aw_webui' ? [] : sources(path)
    return /\.(vue|ts)$/.test(path) && !path.endsWith('.test.ts') ? [path] : []
  })
}

const english = textsOf('en')
const files = new Set([...english.keys()].map((key) => key.split('.')[0]))

/** Texts in the source that name a text (double quotes stand around expressions in templates): `file.name`, also with parts that are put in; each with its file. */
const used = sources().flatMap((path) => {
  const text = readFileSync(path, 'utf8')
  return [...text.matchAll(/(['`])([a-z]+)((?:\.(?:[\w-]+|\$\{[^}`]*\}))+)\1/gi)]
    .filter(
      ([, quote, file, rest]) =>
        files.has(file) && !rest?.endsWith('.json') && (quote === '`' || !rest?.includes('$')),
    )
    .map(([, , file, rest]) => ({ path, key: `${file}${rest}` }))
})

/** A key with `${…}` in it stands for several: it must fit some. */
function exists(key: string): boolean {
  if (!key.includes('$'))
    return english.has(key) || [...english.keys()].some((one) => one.startsWith(`${key}.`))
  const pattern = new RegExp(`^${key.replaceAll('.', '\\.').replaceAll(/\$\{[^}]*\}/g, '[\\w-]+')}(\\.|$)`)
  return [...english.keys()].some((one) => pattern.test(one))
}

describe.each(Object.keys(LANGUAGES).filter((language) => language !== 'en'))('%s', (language) => {
  const texts = textsOf(language)

  it('has the texts that English has, and no others', () => {
    expect([...texts.keys()].sort()).toEqual([...english.keys()].sort())
  })
  it('has the same values and plurals in each', () => {
    const different = [...texts].filter(([key, text]) => shapeOf(text) !== shapeOf(english.get(key) ?? ''))
    expect(different).toEqual([])
  })
})

describe('German', () => {
  it('says du: a Sie, Ihr or Ihnen within a sentence would be another way to speak to the person', () => {
    const formal = /[^.:!?“\s]\s+(Sie|Ihr(e[mnrs]?)?|Ihnen)\b/
    expect([...textsOf('de')].filter(([, text]) => formal.test(text))).toEqual([])
  })
})

describe('texts', () => {
  it('are there for every key that the pages use', () => {
    expect(used.length).toBeGreaterThan(100)
    expect(used.filter(({ key }) => !exists(key))).toEqual([])
  })
  it('are never empty', () => {
    expect([...english].filter(([, text]) => !text.trim())).toEqual([])
  })
})
