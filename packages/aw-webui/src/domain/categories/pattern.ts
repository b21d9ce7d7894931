/** Regular expressions of rules: writing them, and seeing what is wrong with them before the server does. */

/** A pattern that matches this text and nothing else. */
export function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)
}

/** A pattern that matches what either of two matches. */
export function either(pattern: string, further: string): string {
  return pattern ? `${pattern}|${further}` : further
}

/** A rule's pattern as the browser reads it; null where it cannot: it differs from the server's in details. */
export function compiled(pattern: string, ignoreCase: boolean): RegExp | null {
  try {
    return new RegExp(pattern, ignoreCase ? 'giu' : 'gu')
  } catch {
    return compiledLoosely(pattern, ignoreCase)
  }
}

/** Escapes that are needed nowhere are errors in the strict mode. */
function compiledLoosely(pattern: string, ignoreCase: boolean): RegExp | null {
  try {
    return new RegExp(pattern, ignoreCase ? 'gi' : 'g')
  } catch {
    return null
  }
}

/** Text that a pattern matched, and the longer word that it is a part of. */
export interface PartOfWord {
  part: string
  word: string
}

/** The places where a pattern matches a part of a longer word, as `make` in `Makeup`. */
export function partsOfWords(pattern: RegExp, text: string): PartOfWord[] {
  return [...text.matchAll(pattern)].flatMap(({ 0: part, index }) => {
    const before = /[\p{L}\d]*$/u.exec(text.slice(0, index))?.[0] ?? ''
    const after = /^[\p{L}\d]*/u.exec(text.slice(index + part.length))?.[0] ?? ''
    const isStart = !before || !/^[\p{L}\d]/u.test(part)
    const isEnd = !after || !/[\p{L}\d]$/u.test(part)
    return !part || (isStart && isEnd) ? [] : [{ part, word: before + part + after }]
  })
}

/** Whether a pattern matches even an empty text, so everything. */
export function matchesAnything(pattern: RegExp): boolean {
  return new RegExp(pattern.source, pattern.flags.replace('g', '')).test('')
}
