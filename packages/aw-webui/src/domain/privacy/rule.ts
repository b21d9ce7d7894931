/** Privacy rules as people write them, and as the server keeps them. */

import { escaped } from '@/domain/categories/pattern'
import { isRecord } from '@/domain/record'

/** What the server puts in the place of a match where a rule does not say. */
export const REDACTED = 'REDACTED'

/** Where people look; `other` is any field that they name. */
export const PLACES = ['title', 'app', 'url', 'any', 'other'] as const
export type RulePlace = (typeof PLACES)[number]

/** A rule as a person edits it. */
export interface RuleDraft {
  name: string
  place: RulePlace
  /** The name of the field where the place is `other`. */
  field: string
  /** A text to find as it is, or a regular expression. */
  isRegex: boolean
  text: string
  ignoreCase: boolean
  action: 'drop' | 'redact'
  /** What stands in the place of a match; of a regular expression's groups too. */
  replacement: string
  /** What the ids of its buckets begin with; empty for all. */
  bucketPrefix: string
  enabled: boolean
}

/** An entry of the setting: fields that are not known here stay in it. */
export type RuleEntry = Readonly<Record<string, unknown>>

export const NEW_RULE: RuleDraft = {
  name: '',
  place: 'title',
  field: '',
  isRegex: false,
  text: '',
  ignoreCase: true,
  action: 'drop',
  replacement: REDACTED,
  bucketPrefix: '',
  enabled: true,
}

/** A rule for what an event says: its title, its address, or its app; null if it says none of them. */
export function ruleAgainst(data: Readonly<Record<string, unknown>>): RuleDraft | null {
  for (const place of ['title', 'url', 'app'] as const) {
    const text = Object.hasOwn(data, place) ? data[place] : ''
    if (typeof text === 'string' && text) return { ...NEW_RULE, place, text, ignoreCase: false }
  }
  return null
}

/** A rule of the setting as it is edited; null if the entry has no pattern, as one that switches a default rule. */
export function draftOf(entry: unknown): RuleDraft | null {
  if (!isRecord(entry) || typeof entry['pattern'] !== 'string') return null
  const { pattern } = entry
  const field = textAt(entry, 'field')
  const place = placeOf(field)
  const action = entry['action'] === 'redact' ? 'redact' : 'drop'
  const replacement = textAt(entry, 'replacement', REDACTED)
  const plainText = plainOf(pattern)
  const plainReplacement = withoutBackslashes(replacement)
  const isRegex = plainText === null || plainReplacement === null
  return {
    name: textAt(entry, 'name'),
    place,
    field: place === 'other' ? field : '',
    isRegex,
    text: isRegex ? pattern : plainText,
    ignoreCase: entry['ignore_case'] === true,
    action,
    replacement: isRegex ? replacement : plainReplacement,
    bucketPrefix: textAt(entry, 'bucket_prefix'),
    enabled: entry['enabled'] !== false,
  }
}

/** The rule as the server is to keep it; `before` is the entry it comes from. */
export function entryOf(draft: RuleDraft, before: RuleEntry = {}): RuleEntry {
  const replacement = draft.isRegex ? draft.replacement : draft.replacement.replaceAll('\\', '\\\\')
  const known = {
    name: draft.name.trim() || undefined,
    field: fieldOf(draft) || undefined,
    pattern: patternOf(draft),
    ignore_case: draft.ignoreCase || undefined,
    action: draft.action,
    replacement: draft.action === 'redact' ? replacement : undefined,
    bucket_prefix: draft.bucketPrefix || undefined,
    enabled: draft.enabled ? undefined : false,
  }
  return Object.fromEntries(
    Object.entries({ ...before, ...known }).filter(([, value]) => value !== undefined),
  )
}

/** What is still to be written before the server can be asked about it. */
export function missingIn(draft: RuleDraft): 'text' | 'field' | null {
  if (!draft.text) return 'text'
  return draft.place === 'other' && !draft.field.trim() ? 'field' : null
}

/** The same rule with its text as the other kind: a text becomes the expression that finds it. */
export function asRegex(draft: RuleDraft, isRegex: boolean): RuleDraft {
  if (isRegex === draft.isRegex) return draft
  if (isRegex) {
    return {
      ...draft,
      isRegex,
      text: escaped(draft.text),
      replacement: draft.replacement.replaceAll('\\', '\\\\'),
    }
  }
  return {
    ...draft,
    isRegex,
    text: plainOf(draft.text) ?? draft.text,
    replacement: withoutBackslashes(draft.replacement) ?? draft.replacement,
  }
}

function fieldOf({ place, field }: RuleDraft): string {
  if (place === 'any') return ''
  return place === 'other' ? field.trim() : place
}

function patternOf({ isRegex, text }: RuleDraft): string {
  return isRegex ? text : escaped(text)
}

function placeOf(field: string): RulePlace {
  if (!field) return 'any'
  return field === 'title' || field === 'app' || field === 'url' ? field : 'other'
}

/** The one text that a pattern finds; null if it finds others, too. */
function plainOf(pattern: string): string | null {
  const text = pattern.replace(/\\([\\^$.*+?()[\]{}|])/g, '$1')
  return escaped(text) === pattern ? text : null
}

/** A replacement as it will be put in; null if a group of the pattern stands in it. */
function withoutBackslashes(replacement: string): string | null {
  const text = replacement.replaceAll('\\\\', '\\')
  return text.replaceAll('\\', '\\\\') === replacement ? text : null
}

function textAt(entry: RuleEntry, key: string, fallback = ''): string {
  const value = entry[key]
  return typeof value === 'string' ? value : fallback
}
