/** Rules made from a word, an app or a domain. */

import type { Category, Rule } from '@/domain/categories/category'
import { either, escaped } from '@/domain/categories/pattern'

/** What a rule is made from: a text as it stands, or a pattern that somebody wrote. */
export type Seed = { text: string } | { pattern: string }

/** A pattern that finds the text only as a whole word, not within a longer one. */
export function wordPattern(text: string): string {
  const start = /^[\p{L}\d_]/u.test(text) ? String.raw`\b` : ''
  const end = /[\p{L}\d_]$/u.test(text) ? String.raw`\b` : ''
  return start + escaped(text) + end
}

export function seedPattern(seed: Seed): string {
  return 'text' in seed ? wordPattern(seed.text) : seed.pattern
}

/** What is shown of a seed, and what a category made from it is called. */
export function seedName(seed: Seed): string {
  return 'text' in seed ? seed.text : seed.pattern
}

export function ruleFrom(seed: Seed): Rule {
  return { type: 'regex', regex: seedPattern(seed), ignore_case: true }
}

/** The rule of a category that matches the seed as well. */
export function extendedRule({ rule }: Category, seed: Seed): Rule {
  const regex = either(rule.regex ?? '', seedPattern(seed))
  return { ...rule, type: 'regex', regex, ...(rule.regex ? {} : { ignore_case: true }) }
}
