/** Regular expressions as the server has them (Python's), made into JavaScript's where these can say the same. */

import { mayHang } from '@/domain/backtracking'

const WORD = '\\p{L}\\p{N}_'
const AT_START = '(?<![\\s\\S])'
const AT_END = '(?![\\s\\S])'

const CLASSES: Readonly<Record<string, string>> = {
  d: '\\p{Nd}',
  D: '\\P{Nd}',
  w: `[${WORD}]`,
  W: `[^${WORD}]`,
  s: '\\s',
  S: '\\S',
}

const CLASSES_IN_SET: Readonly<Record<string, string>> = { ...CLASSES, w: WORD, b: '\\x08' }

const ASSERTIONS: Readonly<Record<string, string>> = {
  A: AT_START,
  Z: AT_END,
  b: `(?:(?<=[${WORD}])(?![${WORD}])|(?<![${WORD}])(?=[${WORD}]))`,
  B: `(?:(?<=[${WORD}])(?=[${WORD}])|(?<![${WORD}])(?![${WORD}]))`,
}

const SAME = /^[nrtfv]/
const NUMBERED = /^(?:[1-9]\d?|x[\da-f]{2}|u[\da-f]{4})/i
const LEADING_FLAGS = /^\(\?([imsu]+)\)/
const GROUP = /^\(\?(?::|=|!|<=|<!|i:|-i:|P?<([A-Za-z_]\w*)>)/
const NAMED_AGAIN = /^\(\?P=([A-Za-z_]\w*)\)/
const REMARK = /^\(\?#[^)]*\)/
const REPEAT = /^\{(\d*)(,?)(\d*)\}/

/** Thrown within this module for what JavaScript cannot say. */
class Inexpressible extends Error {}

/**
 * The expression, global and for Unicode; null where JavaScript has no equal one.
 *
 * Those whose search might not end in time are left out as well.
 */
export function fromPython(pattern: string, ignoreCase = false): RegExp | null {
  try {
    const flags = LEADING_FLAGS.exec(pattern)
    const names = flags?.[1] ?? ''
    const body = pattern.slice(flags?.[0].length ?? 0)
    if (mayHang(body)) return null
    const source = new Translation(body, names.includes('s'), names.includes('m')).source()
    return new RegExp(source, ignoreCase || names.includes('i') ? 'giu' : 'gu')
  } catch {
    return null
  }
}

/** Reads a pattern from left to right. */
class Translation {
  private rest: string

  constructor(
    pattern: string,
    private readonly dotIsAll: boolean,
    private readonly byLines: boolean,
  ) {
    this.rest = pattern
  }

  source(): string {
    let source = ''
    while (this.rest !== '') source += this.next()
    return source
  }

  private next(): string {
    const character = this.rest.charAt(0)
    if (character === '\\') return this.escape(CLASSES, ASSERTIONS)
    if (character === '[') return this.set()
    if (character === '(') return this.group()
    if (character === '{') return this.repeat()
    this.take(1)
    return this.plain(character)
  }

  private plain(character: string): string {
    if (character === '.') return this.dotIsAll ? '[\\s\\S]' : '[^\\n]'
    if (character === '^') return this.byLines ? '(?<![^\\n])' : AT_START
    if (character === '$') return this.byLines ? '(?![^\\n])' : `(?=\\n?${AT_END})`
    return character === '}' || character === ']' ? `\\${character}` : character
  }

  private escape(...meanings: Readonly<Record<string, string>>[]): string {
    this.take(1)
    const character = this.rest.charAt(0)
    const known = meanings.map((meaning) => meaning[character]).find((found) => found !== undefined)
    if (known !== undefined) {
      this.take(1)
      return known
    }
    const literal = (NUMBERED.exec(this.rest) ?? SAME.exec(this.rest))?.[0]
    if (literal !== undefined) return `\\${this.take(literal.length)}`
    if (character === '' || /[\w]/.test(character)) throw new Inexpressible(`\\${character}`)
    return quote(this.takeCharacter())
  }

  private set(): string {
    const opening = /^\[\^?\]?/.exec(this.rest)?.[0] ?? '['
    this.take(opening.length)
    let set = opening.replace(/\]$/, '\\]')
    while (!this.rest.startsWith(']')) {
      if (this.rest === '') throw new Inexpressible('[')
      set += this.inSet()
    }
    return `${set}${this.take(1)}`
  }

  private inSet(): string {
    const character = this.rest.charAt(0)
    // A negated class within a set needs a set within a set.
    if (/^\\W/.test(this.rest)) throw new Inexpressible('\\W')
    if (character === '\\') return this.rest.startsWith('\\-') ? this.take(2) : this.escape(CLASSES_IN_SET)
    if (character === '-' || character === '^') return this.take(1)
    return quote(this.takeCharacter())
  }

  private group(): string {
    const again = NAMED_AGAIN.exec(this.rest)
    if (again) {
      this.take(again[0].length)
      return `\\k<${again[1] ?? ''}>`
    }
    const remark = REMARK.exec(this.rest)
    if (remark) {
      this.take(remark[0].length)
      return ''
    }
    if (!this.rest.startsWith('(?')) return this.take(1)
    const opening = GROUP.exec(this.rest)
    if (!opening) throw new Inexpressible(this.rest.slice(0, 3))
    return this.take(opening[0].length).replace('(?P<', '(?<')
  }

  private repeat(): string {
    const repeat = REPEAT.exec(this.rest)
    const isRepeat = repeat !== null && (repeat[1] !== '' || repeat[3] !== '')
    if (!isRepeat) return `\\${this.take(1)}`
    this.take(repeat[0].length)
    return `{${repeat[1] === '' ? '0' : (repeat[1] ?? '')}${repeat[2] ?? ''}${repeat[3] ?? ''}}`
  }

  private take(length: number): string {
    const taken = this.rest.slice(0, length)
    this.rest = this.rest.slice(length)
    return taken
  }

  /** A whole character, which may be two units of UTF-16. */
  private takeCharacter(): string {
    return this.take(String.fromCodePoint(this.rest.codePointAt(0) ?? 0).length)
  }
}

/** Only characters that mean something may have a backslash before them. */
function quote(character: string): string {
  return /[\^$\\.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character
}
