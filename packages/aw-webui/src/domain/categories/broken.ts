/** Whose regular expression it is that the server cannot use: its message has the pattern, not the category. */

import type { Category } from '@/domain/categories/category'
import { hasPattern } from '@/domain/categories/category'
import { closed } from '@/domain/queries/literal'

/** The first category whose pattern a message of the server names; null if it names none of them. */
export function categoryIn(message: string, categories: readonly Category[]): Category | null {
  return categories.find(({ rule }) => hasPattern(rule) && names(message, rule.regex ?? '')) ?? null
}

/** Whether a message of the server is about this pattern. */
export function names(message: string, pattern: string): boolean {
  if (!pattern || !/invalid regular expression/i.test(message)) return false
  return message.includes(`\`${[...closed(pattern)].slice(0, SHOWN).join('')}\``)
}

/** So many characters of a pattern are in the message. */
const SHOWN = 100
