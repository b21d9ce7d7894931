/** Queries for the events behind a number. */

import { type DeviceParams, type Scope, scopeStatements } from '@/domain/queries'
import { activityStatements, editorStatements } from '@/domain/queries/activity'
import { equalsExpression } from '@/domain/queries/equals'
import { isWritable, literal } from '@/domain/queries/literal'
import { ownValue } from '@/domain/record'

/**
 * What the data of an event must have: just this value, undefined where the key is missing. For `$category` this
 * category and all below it count, unless it is asked for exactly.
 */
export type Where = Readonly<Record<string, unknown>>

/** Where the events of a number come from: what was in front, tabs, editors, or buckets as they are. */
export type BehindSource =
  'events' | 'browser' | { editors: readonly string[] } | { buckets: readonly string[] }

export interface Behind {
  scope: Scope
  where: Where
  source: BehindSource
  /** Only the `$category` itself, without what stands below it. */
  exact?: boolean
}

/** The categories from one on down, as `useCategories().withDescendants` gives them. */
export type Descendants = (names: readonly (readonly string[])[]) => readonly (readonly string[])[]

/** What a row of merged events is told apart by. */
export function rowKeys({ source, where }: Behind): readonly string[] {
  if (source === 'events') return ['app', 'title']
  if (source === 'browser') return ['title', 'url']
  if ('editors' in source) return ['project', 'file']
  return Object.keys(where).filter((key) => !key.includes('.'))
}

const ROWS = 200

/** `{rows, seconds, count}`: the merged titles, longest first, and all of their time. */
export function behindQuery(behind: Behind, descendants: Descendants): string {
  const keys = literal(rowKeys(behind))
  return [
    ...behindStatements(behind, descendants),
    `rows = sort_by_duration(merge_events_by_keys(found, ${keys}));`,
    `RETURN = {"rows": limit_events(rows, ${ROWS}), "seconds": sum_durations(found), "count": count_events(found)};`,
  ].join('\n')
}

/** What a row is told apart by; a key that its data lacks must be missing. */
function rowWhere(behind: Behind, data: Where): Where {
  const keys = rowKeys(behind)
  return keys.length ? Object.fromEntries(keys.map((key) => [key, ownValue(data, key)])) : data
}

const SINGLE = 50

/** The longest single events of a row. */
export function singlesQuery(behind: Behind, row: Where, descendants: Descendants): string {
  return [
    ...behindStatements(behind, descendants),
    ...filters(rowWhere(behind, row), true, descendants),
    `RETURN = limit_events(sort_by_duration(found), ${SINGLE});`,
  ].join('\n')
}

/** What was stored in the time of an event, by bucket: to find where an event is kept and why its time counts. */
export function witnessQuery(bucketIds: readonly string[]): string {
  const parts = bucketIds.map((id) => `${literal(id)}: query_bucket(${literal(id)})`)
  return `RETURN = {${parts.join(', ')}};`
}

/** The buckets of a source that tell nothing about anyone being there. */
export function ownBuckets(source: BehindSource): readonly string[] {
  if (typeof source === 'string') return []
  return 'editors' in source ? source.editors : source.buckets
}

/** The buckets that tell what was in front, those that tell whether someone was there, and those filled by hand. */
export function witnessesOf({ devices, manual }: Scope): {
  front: string[]
  afk: string[]
  browsers: string[]
  manual: readonly string[]
} {
  return {
    front: devices.flatMap((device) =>
      'android' in device ? [device.android] : [device.window, ...(device.furtherWindows ?? [])],
    ),
    afk: devices.flatMap((device) => afkOf(device)),
    browsers: devices.flatMap(({ browsers }) => [...(browsers ?? [])]),
    manual,
  }
}

function afkOf(device: DeviceParams): string[] {
  if ('android' in device || device.afk === device.window) return []
  return [device.afk, ...(device.furtherAfk ?? [])]
}

function behindStatements(
  { scope, where, source, exact = false }: Behind,
  descendants: Descendants,
): string[] {
  return [...sourceStatements(scope, source), ...filters(where, exact, descendants)]
}

function sourceStatements(scope: Scope, source: BehindSource): string[] {
  if (source === 'events') return [...scopeStatements(scope), 'found = events;']
  if (source === 'browser') return [...activityStatements(scope), 'found = browser_events;']
  if ('editors' in source) {
    return [...activityStatements(scope), ...editorStatements(source.editors), 'found = editor_events;']
  }
  return [
    'found = [];',
    ...source.buckets.map((id) => `found = concat(found, query_bucket(${literal(id)}));`),
  ]
}

function filters(where: Where, exact: boolean, descendants: Descendants): string[] {
  return Object.entries(where).map(([key, value]) => `found = ${filter(key, value, exact, descendants)};`)
}

function filter(key: string, value: unknown, exact: boolean, descendants: Descendants): string {
  if (key === '$category') {
    const names = exact ? [value as string[]] : descendants([value as string[]])
    // No event is in a category that the language cannot write.
    return `filter_keyvals(found, "$category", ${literal(names.filter(isWritable))})`
  }
  return equalsExpression('found', key, value)
}
