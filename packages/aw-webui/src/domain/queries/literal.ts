/** Values as the query language writes them. */

export type Json = boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/**
 * A value as the query language writes it.
 *
 * In its strings a backslash stands for itself unless the quote follows, so a regular expression is written as it
 * is, not with doubled backslashes as in JSON.
 *
 * @throws RangeError a text ends in a backslash, or a number is not finite: the language cannot write these.
 */
export function literal(value: Json): string {
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  if (typeof value === 'number') return numberText(value)
  if (typeof value === 'string') return stringText(value)
  if (isList(value)) return `[${value.map(literal).join(', ')}]`
  return `{${Object.entries(value)
    .map(([key, item]) => `${literal(key)}: ${literal(item)}`)
    .join(', ')}}`
}

/** Whether the language can write a value: no text in it ends in a backslash, and nothing in it is null. */
export function isWritable(value: unknown): boolean {
  if (typeof value === 'string') return !value.endsWith('\\')
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value !== 'object' || value === null) return typeof value === 'boolean'
  return Object.entries(value).every(([key, item]) => isWritable(key) && isWritable(item))
}

/** A regular expression that matches the same and does not end in a backslash (as `\\` does). */
export function closed(pattern: string): string {
  return pattern.endsWith('\\') ? `${pattern}(?:)` : pattern
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}

function numberText(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`the query language cannot write ${value}`)
  const text = String(value)
  return text.includes('e') ? value.toLocaleString('en-US', EXPANDED) : text
}

const EXPANDED: Intl.NumberFormatOptions = { useGrouping: false, maximumFractionDigits: 20 }

function stringText(value: string): string {
  if (value.endsWith('\\')) throw new RangeError(`the query language cannot write ${JSON.stringify(value)}`)
  return `"${value.replaceAll('"', '\\"')}"`
}
