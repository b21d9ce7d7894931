/** A search as the page and its address have it. */

import type { AwEvent } from '@/domain/events/event'
import { escaped } from '@/domain/categories/pattern'
import { hostsFromText, hostsToText } from '@/domain/hosts'

export const FIELDS = ['all', 'app', 'title', 'url'] as const
/** Where to look: in every text of an event, or in one. */
export type Field = (typeof FIELDS)[number]

export interface Search {
  text: string
  isRegex: boolean
  matchCase: boolean
  field: Field
  /** How many days back, today among them. */
  days: number
  /** Host names; all devices if empty. */
  hosts: string[]
}

export const USUAL_DAYS = 30

/** A longer way back than anyone has recorded would only be slow. */
const MOST_DAYS = 3660

type Parameter = string | null | undefined | readonly (string | null)[]

/** The search that an address asks for. */
export function searchFromAddress(query: Readonly<Record<string, Parameter>>): Search {
  const days = Number(one(query['days']))
  const field = FIELDS.find((name) => name === one(query['in'])) ?? 'all'
  return {
    text: one(query['q']),
    isRegex: one(query['regex']) === '1',
    matchCase: one(query['case']) === '1',
    field,
    days: Number.isInteger(days) && days > 0 ? Math.min(days, MOST_DAYS) : USUAL_DAYS,
    hosts: hostsFromText(one(query['hosts'])),
  }
}

/** The same as an address has it: without what is as usual. */
export function searchToAddress(search: Search): Record<string, string> {
  return {
    ...(search.text && { q: search.text }),
    ...(search.isRegex && { regex: '1' }),
    ...(search.matchCase && { case: '1' }),
    ...(search.field !== 'all' && { in: search.field }),
    ...(search.days !== USUAL_DAYS && { days: String(search.days) }),
    ...(search.hosts.length > 0 && { hosts: hostsToText(search.hosts) }),
  }
}

/** The regular expression that finds what is searched for. */
export function patternOf({ text, isRegex }: Search): string {
  return isRegex ? text : escaped(text)
}

function one(value: Parameter): string {
  return (typeof value === 'string' || !value ? value : value[0]) ?? ''
}

/** What the events behind a merged hit have: just these values, and just these keys. */
export function whereOf({ data }: AwEvent): Record<string, unknown> {
  return Object.fromEntries(['app', 'title', 'url'].map((key) => [key, data[key]]))
}
