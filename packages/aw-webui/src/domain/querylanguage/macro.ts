/** `__CATEGORIES__` in a query stands for the person's categories. */

import type { QueryClass } from '@/domain/categories/category'
import { classesText } from '@/domain/queries/canonical'

export const MACRO = '__CATEGORIES__'

export interface Expanded {
  /** What the server gets. */
  text: string
  /** The place in what was written, in UTF-16 units, of one the server names: characters before it in its text. */
  placeOf: (offset: number) => number
}

export function expand(written: string, classes: readonly QueryClass[]): Expanded {
  const value = classesText(classes)
  const pieces = written.split(MACRO)
  return { text: pieces.join(value), placeOf: (offset) => placeIn(pieces, value.length, offset) }
}

function placeIn(pieces: readonly string[], valueLength: number, offset: number): number {
  const text = pieces.join('\0'.repeat(valueLength))
  let rest = unitsBefore(text, offset)
  let place = 0
  for (const piece of pieces) {
    if (rest <= piece.length) return place + rest
    rest -= piece.length
    place += piece.length
    // Within the categories: the macro itself is what is wrong.
    if (rest < valueLength) return place
    rest -= valueLength
    place += MACRO.length
  }
  return place
}

/** The server counts characters; the browser counts the halves of those beyond 16 bits too. */
function unitsBefore(text: string, characters: number): number {
  let units = 0
  let left = characters
  for (const character of text) {
    if (left-- <= 0) break
    units += character.length
  }
  return units
}
