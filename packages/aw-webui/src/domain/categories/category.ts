/** Categories: paths from the widest name to the narrowest, each with a rule, a colour and a score. */

import { isRecord } from '@/domain/record'
import { isWritable } from '@/domain/queries/literal'

/** A rule without a pattern (`none`) groups its children and matches nothing. */
export interface Rule {
  type: 'regex' | 'none' | null
  regex?: string
  ignore_case?: boolean
  /** Look only at these keys of an event's data. */
  select_keys?: string[]
}

export interface Category {
  /** As other front ends number them. */
  id?: number
  name: string[]
  rule: Rule
  /** A colour of one's own (`#rrggbb`) and how productive the time is; children inherit both. */
  data?: { color?: string | null; score?: number | null }
}

/** What the server answers for events that no rule matches. */
export const UNCATEGORIZED: readonly string[] = ['Uncategorized']

/** A category as one text, to compare, to key, and to show. */
export function pathOf(name: readonly string[]): string {
  return name.join(SEPARATOR)
}

export const SEPARATOR = ' › '

export function isUncategorized(name: readonly string[]): boolean {
  return name.length === 1 && name[0] === UNCATEGORIZED[0]
}

/** Whether a category is another one or stands below it. */
export function isWithin(name: readonly string[], ancestor: readonly string[]): boolean {
  return ancestor.every((part, depth) => name[depth] === part)
}

export function isSameName(name: readonly string[], other: readonly string[]): boolean {
  return name.length === other.length && isWithin(name, other)
}

/**
 * The categories in what the server keeps; whatever else is in it is left out.
 *
 * Fields that are not known here stay as they are; a category without a rule gets one that matches nothing, and a rule
 * goes without what is of the wrong kind.
 */
export function readCategories(stored: unknown): Category[] {
  return Array.isArray(stored) ? stored.filter(hasName).map(withRule) : []
}

type Named = Omit<Category, 'rule'> & { rule?: unknown }

function hasName(value: unknown): value is Named {
  if (typeof value !== 'object' || value === null) return false
  const { name } = value as Partial<Category>
  return Array.isArray(name) && name.length > 0 && name.every((part) => typeof part === 'string')
}

function withRule(category: Named): Category {
  const { rule } = category
  return { ...category, rule: isRecord(rule) ? soundRule(rule) : { type: 'none' } }
}

/** Without the pattern: a category with one of another kind is named where it is left out. */
const KINDS: Readonly<Record<string, (value: unknown) => boolean>> = {
  type: (value) => value === null || typeof value === 'string',
  ignore_case: (value) => typeof value === 'boolean',
  select_keys: (value) => Array.isArray(value) && value.every((key) => typeof key === 'string'),
}

function soundRule(rule: Readonly<Record<string, unknown>>): Rule {
  const sound = Object.entries(rule).filter(
    ([field, value]) => !Object.hasOwn(KINDS, field) || KINDS[field]?.(value),
  )
  return { type: 'none', ...Object.fromEntries(sound) }
}

/** Whether a rule can match anything at all. */
export function hasPattern({ type, regex }: Rule): boolean {
  return type === 'regex' && typeof regex === 'string' && regex !== ''
}

/** Categories as the query language takes them: pairs of path and rule, without what a rule leaves open. */
export function classesOf(categories: readonly Category[]): QueryClass[] {
  return categories
    .filter((category) => hasPattern(category.rule) && isAskable(category))
    .map(({ name, rule }) => [name, queryRule(rule)])
}

/** Whether a query can name a category and the fields that it looks at: the language has no text for some. */
export function isAskable({ name, rule }: Pick<Category, 'name' | 'rule'>): boolean {
  const { regex, ...others } = queryRule(rule)
  return isWritable(name) && isWritable(others) && (regex === undefined || typeof regex === 'string')
}

/** A text as a name that a query can have. */
export function askableName(text: string): string {
  return text.replace(/\\+$/, '').trim() || '?'
}

export type QueryClass = [string[], QueryRule]
export type QueryRule = Record<string, boolean | string | string[]>

/** A rule as the query language takes it. */
export function queryRule({ type, regex, ignore_case, select_keys }: Rule): QueryRule {
  return {
    ...(type && { type }),
    ...(regex !== undefined && { regex }),
    ...(ignore_case !== undefined && ignore_case !== null && { ignore_case }),
    ...(select_keys?.length && { select_keys }),
  }
}
