/** Queries of the Activity page: everything a period is shown with, asked at once. */

import { bordersOf } from '@/domain/queries/borders'
import { filterClassesStatement } from '@/domain/queries/canonical'
import { type Scope, scopeStatements } from '@/domain/queries/devices'
import { literal } from '@/domain/queries/literal'
import { laidOver } from '@/domain/queries/overlay'
import { type AwEvent } from '@/domain/events/event'
import { type Interval, secondsOf } from '@/domain/time/calendar'

/** What the page is shown from. Times are in seconds, lists go from long to short. */
export interface Overview {
  /** All time that counts. */
  seconds: number
  /** The same before a filter by category. */
  unfiltered: number
  /** Time in which a device was on, nobody was there and nothing else counts. */
  away: number
  /** By `$category`. */
  categories: AwEvent[]
  /** By `$category`, for each bar. */
  bars: AwEvent[]
  /** By `$category`, for each piece of the lane. */
  lane: AwEvent[]
  /** By `app` and `$category`. */
  apps: AwEvent[]
  /** By `app`, `title` and `$category`. */
  titles: AwEvent[]
  /** By `$domain`. */
  domains: AwEvent[]
  /** By `url`. */
  urls: AwEvent[]
  /** By `title`. */
  browserTitles: AwEvent[]
  /** By `file`. */
  files: AwEvent[]
  /** By `project`. */
  projects: AwEvent[]
  /** By `language`. */
  languages: AwEvent[]
}

export interface OverviewQuestion {
  scope: Scope
  /** Ids of buckets of editors. */
  editors: readonly string[]
  /** Ids of AFK buckets. */
  afk: readonly string[]
  /** The bars; without holes between them. */
  bins: readonly Interval[]
  /** How long each piece of the lane is, in seconds. */
  laneStep: number
}

/** How many names each list has. */
const NAMES = 100

/** One query for the whole page; see `Overview`. */
export function overviewQuery({ scope, editors, afk, bins, laneStep }: OverviewQuestion): string {
  return [
    ...activityStatements(scope),
    ...editorStatements(editors),
    ...awayStatements(afk),
    'titles = merge_events_by_keys(events, ["app", "title", "$category"]);',
    'RETURN = {',
    '"seconds": sum_durations(events),',
    '"unfiltered": sum_durations(everything),',
    '"away": sum_durations(period_union(everything, away)) - sum_durations(period_union(everything, [])),',
    '"categories": sort_by_duration(merge_events_by_keys(titles, ["$category"])),',
    `"bars": bin_events(events, ["$category"], ${literal(bordersOf(bins))}),`,
    `"lane": bin_events(events, ["$category"], ${literal(laneStep)}),`,
    `"apps": limit_events(sort_by_duration(merge_events_by_keys(titles, ["app", "$category"])), ${3 * NAMES}),`,
    `"titles": limit_events(sort_by_duration(titles), ${NAMES}),`,
    `${top('domains', 'browser_events', '$domain')},`,
    `${top('urls', 'browser_events', 'url')},`,
    `${top('browserTitles', 'browser_events', 'title')},`,
    `${top('files', 'editor_events', 'file')},`,
    `${top('projects', 'editor_events', 'project')},`,
    top('languages', 'editor_events', 'language'),
    '};',
  ].join('\n')
}

/**
 * Statements that set `events` (all that counts), `everything` (the same before a filter by category) and
 * `browser_events`, the tabs within the time of `events`.
 */
export function activityStatements(scope: Scope): string[] {
  return [
    ...scopeStatements({ ...scope, filterClasses: [] }),
    'everything = events;',
    ...filterClassesStatement(scope.filterClasses),
    'counted = period_union(events, []);',
    'browser_events = filter_period_intersect(browser_events, counted);',
  ]
}

/** Statements that set `editor_events`, what was edited within the time that `activityStatements` counted. */
export function editorStatements(bucketIds: readonly string[]): string[] {
  return [
    'editor_events = [];',
    ...bucketIds.flatMap((id) => [
      `more = flood(query_bucket(${literal(id)}));`,
      ...laidOver('editor_events', 'more'),
      'editor_events = more;',
    ]),
    'editor_events = filter_period_intersect(editor_events, counted);',
  ]
}

/** Just the seconds that count. */
export function secondsQuery(scope: Scope): string {
  return [...scopeStatements(scope), 'RETURN = sum_durations(events);'].join('\n')
}

/** By hour of the period, and by `$category` if that is asked for. */
export function hoursQuery(scope: Scope, step: number, byCategory: boolean): string {
  const keys = literal(byCategory ? ['$category'] : [])
  return [...scopeStatements(scope), `RETURN = bin_events(events, ${keys}, ${literal(step)});`].join('\n')
}

/** Stopwatches and entries by `label`. */
export function stopwatchQuery(bucketIds: readonly string[]): string {
  return rawQuery(bucketIds, ['label'], 'manual = filter_keyvals(found, "running", [false]);', 'manual')
}

/** Any buckets, by some keys of their events. */
export function bucketQuery(bucketIds: readonly string[], keys: readonly string[]): string {
  return rawQuery(bucketIds, keys)
}

/** What is counted of keyboard and mouse, as events of `os.hid.input` have it. */
export const INPUT_FIELDS = ['presses', 'clicks', 'scrollY', 'scrollX', 'deltaX', 'deltaY'] as const

export type InputCounts = Record<(typeof INPUT_FIELDS)[number], number>

/** `InputCounts` of some buckets. */
export function inputQuery(bucketIds: readonly string[]): string {
  const sums = INPUT_FIELDS.map((field) => `${literal(field)}: sum_values(found, ${literal(field)})`)
  return [...foundStatements(bucketIds), `RETURN = {${sums.join(', ')}};`].join('\n')
}

/** A lane of about so many pieces, each of whole minutes. */
export function laneStepOf(interval: Interval): number {
  const PIECES = 300
  return Math.max(1, Math.ceil(secondsOf(interval) / PIECES / 60)) * 60
}

function rawQuery(bucketIds: readonly string[], keys: readonly string[], more = '', from = 'found'): string {
  return [
    ...foundStatements(bucketIds),
    more,
    `RETURN = limit_events(sort_by_duration(merge_events_by_keys(${from}, ${literal(keys)})), 1000);`,
  ]
    .filter(Boolean)
    .join('\n')
}

function foundStatements(bucketIds: readonly string[]): string[] {
  return ['found = [];', ...bucketIds.map((id) => `found = concat(found, query_bucket(${literal(id)}));`)]
}

function awayStatements(bucketIds: readonly string[]): string[] {
  return [
    'away = [];',
    ...bucketIds.map(
      (id) =>
        `away = period_union(away, filter_keyvals(flood(query_bucket(${literal(id)})), "status", ["afk"]));`,
    ),
  ]
}

/** An entry of the result: the names with the most time under a key. */
function top(name: string, events: string, key: string): string {
  return `"${name}": limit_events(sort_by_duration(merge_events_by_keys(${events}, ["${key}"])), ${NAMES})`
}
