/** Keeps the events that have one exact value under a key: any that JSON has, or none at all. */

import { escaped } from '@/domain/categories/pattern'
import { type Json, literal } from '@/domain/queries/literal'

/** A query has at most a million characters; of a text longer than this only the ends are asked for. */
const LONGEST = 100_000
const END = 400

/** An expression has at most 100,000 parts for the server, which counts each character of its text as one. */
const LONGEST_PATTERN = 90_000

/**
 * An expression for those of `events` whose data has just this value; undefined: those that lack the key.
 *
 * A value that the language cannot write (a text that ends in a backslash within a list) is had by none.
 */
export function equalsExpression(events: string, key: string, value: unknown): string {
  if (key.endsWith('\\')) return '[]'
  if (value === undefined) return lacking(events, literal(key))
  if (typeof value === 'string' && value.length > LONGEST) return withEnds(events, literal(key), value)
  if (typeof value === 'string' && value.endsWith('\\')) return withText(events, literal(key), value)
  const written = valueText(value)
  return written === null ? '[]' : `filter_keyvals(${events}, ${literal(key)}, [${written}])`
}

/** All have the mark, those with the key have its value instead, and one of them may look like the mark. */
function lacking(events: string, key: string): string {
  const marked = `copy_key(copy_key(tag(${events}, []), "$tags", "$mark"), ${key}, "$mark")`
  return `exclude_keyvals(filter_keyvals(${marked}, "$mark", [[]]), ${key}, [[]])`
}

/** The language has no word for null; it is what `print` gives. */
function valueText(value: unknown): string | null {
  if (value === null) return 'print()'
  if (Array.isArray(value)) {
    const items = value.map(valueText)
    return items.includes(null) ? null : `[${items.join(', ')}]`
  }
  if (typeof value === 'object') {
    const items = Object.entries(value as object).map(([key, item]) => [valueText(key), valueText(item)])
    return items.flat().includes(null) ? null : `{${items.map((pair) => pair.join(': ')).join(', ')}}`
  }
  return typeof value === 'string' && value.endsWith('\\') ? null : literal(value as Json)
}

/** The language writes no text that ends in a backslash, but an expression that matches it. */
function withText(events: string, key: string, text: string): string {
  const pattern = `\\A${plain(text)}\\Z`
  if (pattern.length > LONGEST_PATTERN) return withEnds(events, key, text)
  return `filter_keyvals_regex(${events}, ${key}, ${literal(pattern)})`
}

/** By their codes those that look like repetition: the server runs that in a way that bears no long text. */
function plain(text: string): string {
  return escaped(text).replace(/\\([\\*+?{|])/g, (pair, sign: string) =>
    sign === '\\' ? pair : `\\x${sign.charCodeAt(0).toString(16)}`,
  )
}

/** Two expressions that look at one place each: one with anything between its ends takes hours on a long text. */
function withEnds(events: string, key: string, text: string): string {
  // No half of a character may stand at a cut.
  const head = text.slice(0, END).replace(/[\uD800-\uDBFF]$/, '')
  const tail = text.slice(-END).replace(/^[\uDC00-\uDFFF]/, '')
  const begun = `filter_keyvals_regex(${events}, ${key}, ${literal(`\\A${escaped(head)}(?:)`)})`
  return `filter_keyvals_regex(${begun}, ${key}, ${literal(`\\Z(?<=${escaped(tail)})`)})`
}
