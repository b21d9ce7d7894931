/** The words of the query language, to colour them. */

import { CONSTANTS, FUNCTIONS, KEYWORDS } from '@/domain/querylanguage/functions'
import { MACRO } from '@/domain/querylanguage/macro'

export type TokenKind =
  | 'space'
  | 'comment'
  | 'string'
  | 'number'
  | 'keyword'
  | 'constant'
  | 'function'
  | 'macro'
  | 'name'
  | 'operator'
  | 'bracket'
  | 'other'

export interface Token {
  kind: TokenKind
  length: number
}

/** The kinds that are told by how they are written; a text may go over several lines, and has no end while it is typed. */
const PATTERNS: readonly (readonly [TokenKind, RegExp])[] = [
  ['space', /\s+/y],
  ['comment', /#.*/y],
  ['string', /"(?:\\"|[^"])*"?|'(?:\\'|[^'])*'?/y],
  ['number', /\d+(?:\.\d+)?/y],
  ['name', /[\p{L}_][\p{L}\p{N}_]*/uy],
  ['operator', /==|[-+*/%=]/y],
  ['bracket', /[()[\]{}]/y],
]

const NAMES = new Map<string, TokenKind>([
  ...KEYWORDS.map((name) => [name, 'keyword'] as const),
  ...CONSTANTS.map((name) => [name, 'constant'] as const),
  ...FUNCTIONS.map(({ name }) => [name, 'function'] as const),
  ['RETURN', 'keyword'],
  [MACRO, 'macro'],
])

/** The word that begins at a place in a text. */
export function tokenAt(text: string, place: number): Token {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = place
    const found = pattern.exec(text)?.[0]
    if (found) return { kind: kind === 'name' ? (NAMES.get(found) ?? kind) : kind, length: found.length }
  }
  return { kind: 'other', length: 1 }
}
