/** What rules would change in the history, as a preview tells it, and what was done. */

import { isRecord } from '@/domain/record'
import type { RuleEntry } from '@/domain/privacy/rule'

export interface PrivacyRules {
  filters: unknown
  defaults: RuleEntry[]
  problems: string[]
}

export interface Amount {
  events: number
  seconds: number
}
export interface Effect {
  changed: Amount
  dropped: Amount
}

/** All events of a bucket that say the same, and what becomes of it; null if they go. */
export interface Sample {
  bucket_id: string
  before: Record<string, unknown>
  after: Record<string, unknown> | null
  events: number
  seconds: number
}

export interface RuleEffect extends Effect {
  name: string
  rule: RuleEntry
  is_default: boolean
  samples: Sample[]
}

export interface Preview {
  /** Names exactly this change. */
  token: string
  total: Effect
  buckets: Record<string, Effect>
  /** Those that are applied, in their order. */
  rules: RuleEffect[]
  /** How many backups and databases set aside are gone through too; they may hold what the database has no more. */
  copies: number
}

/** What is to become of copies of the database. */
export const COPY_CHOICES = ['rewrite', 'delete', 'keep'] as const
export type CopyChoice = (typeof COPY_CHOICES)[number]

export interface Order {
  token: string
  backups: CopyChoice
  set_aside: CopyChoice
}

export interface Applied {
  changed: number
  dropped: number
  complete: boolean
  /** Why the database's own files may still hold it; empty if they do not. */
  why: string
  files: { path: string; state: 'clean' | 'rewritten' | 'deleted' | 'left'; why: string }[]
}

/** A list in which a rule stands alone, whether or not it is on, and all default ones are off. */
export function aloneWith(rule: RuleEntry, defaults: readonly RuleEntry[]): RuleEntry[] {
  const off = defaults.map(({ name }) => ({ name, enabled: false }))
  return [{ ...rule, enabled: true }, ...off]
}

export function sumOf({ changed, dropped }: Effect): Amount {
  return { events: changed.events + dropped.events, seconds: changed.seconds + dropped.seconds }
}

export function isNothing(effect: Effect): boolean {
  return !sumOf(effect).events
}

/** Those that would change something, the most time first. */
export function rulesWithEffect({ rules }: Preview): RuleEffect[] {
  return rules.filter((rule) => !isNothing(rule)).sort(byTime)
}

/** The same of buckets, with their ids. */
export function bucketsWithEffect({ buckets }: Preview): (Effect & { id: string })[] {
  return Object.entries(buckets)
    .map(([id, effect]) => ({ id, ...effect }))
    .filter((effect) => !isNothing(effect))
    .sort(byTime)
}

function byTime(one: Effect, other: Effect): number {
  return sumOf(other).seconds - sumOf(one).seconds
}

/** A field of an event before and after. */
export interface FieldChange {
  field: string
  before: string
  after: string
}

/** What is changed in a sample; of one that goes, what it said. */
export function changesIn({ before, after }: Sample): FieldChange[] {
  return after === null
    ? fieldsOf(before).map((field) => ({ ...field, after: '' }))
    : differences(before, after)
}

const FIRST = ['app', 'title', 'url']

function fieldsOf(data: Record<string, unknown>): Omit<FieldChange, 'after'>[] {
  const known = FIRST.filter((field) => Object.hasOwn(data, field))
  const fields = known.length ? known : Object.keys(data)
  return fields.map((field) => ({ field, before: shown(data[field]) }))
}

function differences(
  before: Record<string, unknown>,
  after: Record<string, unknown>,
  way = '',
): FieldChange[] {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return fields.flatMap((field) => {
    const [old, now] = [before[field], after[field]]
    if (JSON.stringify(old) === JSON.stringify(now)) return []
    if (isRecord(old) && isRecord(now)) return differences(old, now, `${way}${field}.`)
    return [{ field: `${way}${field}`, before: shown(old), after: shown(now) }]
  })
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value)
}
