/** The canonical events: what was in front while someone was there, each with its category; as `aw_client.queries`. */

import { type QueryClass } from '@/domain/categories/category'
import { browserEvents } from '@/domain/queries/browsers'
import { closed, isWritable, literal } from '@/domain/queries/literal'
import { laidOver } from '@/domain/queries/overlay'

/** What a query is about. */
export interface QueryParams {
  /** Buckets of browser extensions. */
  browsers?: readonly string[]
  classes: readonly QueryClass[]
  /** Keep only events of these categories (whole paths); all if empty. */
  filterClasses?: readonly (readonly string[])[]
  /** Leave out the time nobody was there; yes if it is not said. */
  filterAfk?: boolean
  /** Count time with a sounding tab as someone being there; yes if it is not said. */
  includeAudible?: boolean
}

/** A computer: its window and AFK buckets, by id or the start of it. */
export interface DesktopParams extends QueryParams {
  window: string
  afk: string
  /** Ids of other buckets of the same computer, such as those of another watcher before; what they add counts too. */
  furtherWindows?: readonly string[]
  furtherAfk?: readonly string[]
  /** Time in an app or title that this regular expression matches counts as someone being there. */
  alwaysActive?: string | undefined
}

/** A phone: the bucket of its watcher, by id or the start of it. */
export interface AndroidParams extends QueryParams {
  android: string
}

export type DeviceParams = DesktopParams | AndroidParams

/** Statements that set `events`, and for a computer `not_afk` and `browser_events` too. */
export function canonicalStatements(params: DeviceParams): string[] {
  return [...('android' in params ? android(params) : desktop(params)), ...categories(params)]
}

function desktop(params: DesktopParams): string[] {
  return [
    `events = flood(query_bucket(find_bucket(${literal(params.window)})));`,
    ...(params.furtherWindows ?? []).flatMap(furtherWindow),
    `not_afk = flood(query_bucket(find_bucket(${literal(params.afk)})));`,
    'not_afk = filter_keyvals(not_afk, "status", ["not-afk"]);',
    ...(params.furtherAfk ?? []).map(furtherAfk),
    ...alwaysActive(params.alwaysActive),
    ...browserEvents(params.browsers ?? []),
    ...(params.browsers?.length && params.includeAudible !== false
      ? ['not_afk = period_union(not_afk, filter_keyvals(browser_events, "audible", [true]));']
      : []),
    ...(params.filterAfk !== false ? ['events = filter_period_intersect(events, not_afk);'] : []),
  ]
}

/** Of two watchers that reported at the same time the first has it. */
function furtherWindow(bucketId: string): string[] {
  return [
    `further = flood(query_bucket(${literal(bucketId)}));`,
    ...laidOver('events', 'further'),
    'events = further;',
  ]
}

function furtherAfk(bucketId: string): string {
  const present = `filter_keyvals(flood(query_bucket(${literal(bucketId)})), "status", ["not-afk"])`
  return `not_afk = period_union(not_afk, ${present});`
}

function alwaysActive(pattern: string | undefined): string[] {
  if (!pattern) return []
  const text = literal(closed(pattern))
  return ['app', 'title'].map(
    (key) => `not_afk = period_union(not_afk, filter_keyvals_regex(events, "${key}", ${text}));`,
  )
}

function android(params: AndroidParams): string[] {
  const events = `flood(query_bucket(find_bucket(${literal(params.android)})))`
  return [`events = merge_events_by_keys(${events}, ["app"]);`]
}

function categories({ classes, filterClasses }: QueryParams): string[] {
  return [
    `events = ${categorizeStatement('events', classes)};`,
    ...filterClassesStatement(filterClasses ?? []),
  ]
}

/** The call that puts events into categories. */
export function categorizeStatement(events: string, classes: readonly QueryClass[]): string {
  return `categorize(${events}, ${classesText(classes)})`
}

/** The statement that keeps only `events` of some categories; none if there are none to keep to. */
export function filterClassesStatement(filterClasses: readonly (readonly string[])[]): string[] {
  return filterClasses.length
    ? [`events = filter_keyvals(events, "$category", ${literal(filterClasses.filter(isWritable))});`]
    : []
}

/** Categories as the language writes them. */
export function classesText(classes: readonly QueryClass[]): string {
  return literal(classes.map(([name, rule]): QueryClass => [name, withClosedRegex(rule)]))
}

/** The rule as the language can write it: without null, and with a pattern that does not end in a backslash. */
function withClosedRegex(rule: QueryClass[1]): QueryClass[1] {
  const given = Object.entries(rule).filter(([, value]) => value !== null)
  return Object.fromEntries(
    given.map(([key, value]) => [key, key === 'regex' && typeof value === 'string' ? closed(value) : value]),
  )
}
