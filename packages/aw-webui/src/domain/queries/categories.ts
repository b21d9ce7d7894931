/** What the page of the categories asks: what rules match, and what changing them would do. */

import type { QueryClass, QueryRule } from '@/domain/categories/category'
import { UNCATEGORIZED } from '@/domain/categories/category'
import type { Move } from '@/domain/categories/diff'
import type { AwEvent } from '@/domain/events/event'
import { categorizeStatement } from '@/domain/queries/canonical'
import { type Scope, scopeStatements } from '@/domain/queries/devices'
import { literal } from '@/domain/queries/literal'

/** Ends in an error exactly if the server cannot use one of the rules; asks nothing else. */
export function checkQuery(rules: readonly QueryRule[]): string {
  return `RETURN = ${categorizeStatement(
    '[]',
    rules.map((rule) => [['rule'], rule]),
  )};`
}

/** What a change moves: events merged by the category before (`$before`) and after (`$category`). */
export interface DiffResult {
  pairs: AwEvent[]
  duration: number
}

export function diffQuery(scope: Scope, before: readonly QueryClass[], after: readonly QueryClass[]): string {
  return [
    ...diffStatements(scope, before, after),
    'RETURN = {',
    '"pairs": merge_events_by_keys(events, ["$before", "$category"]),',
    '"duration": sum_durations(events)',
    '};',
  ].join('\n')
}

/** The events of one move: how many, and what they were. */
export interface MoveResult {
  count: number
  titles: AwEvent[]
}

/** A {@link MoveResult} for each move, in their order. */
export function movesQuery(
  scope: Scope,
  before: readonly QueryClass[],
  after: readonly QueryClass[],
  moves: readonly Move[],
): string {
  const of = moves.map(({ from, to }, number) => [
    `moved_${number} = filter_keyvals(events, "$before", ${literal([from])});`,
    `moved_${number} = filter_keyvals(moved_${number}, "$category", ${literal([to])});`,
    `titles_${number} = sort_by_duration(merge_events_by_keys(moved_${number}, ["app", "title"]));`,
  ])
  const results = moves.map(
    (_, number) =>
      `{"count": count_events(moved_${number}), "titles": limit_events(titles_${number}, ${TITLES})}`,
  )
  return [...diffStatements(scope, before, after), ...of.flat(), `RETURN = [${results.join(', ')}];`].join(
    '\n',
  )
}

/** So many titles are listed for each move, and for a rule. */
const TITLES = 100

/** What a rule matches, whatever the other rules say. */
export interface RuleResult {
  duration: number
  count: number
  /** By app and title, with the category the time belongs to (`$owner`), the most time first. */
  titles: AwEvent[]
  /** How many different titles it matches, of how many. */
  different: number
  all: number
  /** The time by the category it belongs to (`$owner`). */
  owners: AwEvent[]
}

/** @param classes all rules as they are being edited, the one that is looked at among them. */
export function ruleQuery(scope: Scope, classes: readonly QueryClass[], rule: QueryRule): string {
  return [
    ...scopeStatements(withoutClasses(scope)),
    `events = copy_key(${categorizeStatement('events', classes)}, "$category", "$owner");`,
    `matched = ${categorizeStatement('events', [[[...MATCHED], rule]])};`,
    `matched = filter_keyvals(matched, "$category", ${literal([MATCHED])});`,
    'titles = sort_by_duration(merge_events_by_keys(matched, ["app", "title", "$owner"]));',
    'RETURN = {',
    '"duration": sum_durations(matched),',
    '"count": count_events(matched),',
    `"titles": limit_events(titles, ${TITLES}),`,
    '"different": count_events(merge_events_by_keys(titles, ["app", "title"])),',
    '"all": count_events(merge_events_by_keys(events, ["app", "title"])),',
    '"owners": sort_by_duration(merge_events_by_keys(matched, ["$owner"]))',
    '};',
  ].join('\n')
}

const MATCHED: readonly string[] = ['matched']

/** Time without a category: by app and title, and by domain where windows tell their address. */
export interface UncategorizedResult {
  duration: number
  /** Seconds of all that counts, in a category or not. */
  whole: number
  titles: AwEvent[]
  domains: AwEvent[]
}

export function uncategorizedQuery(scope: Scope, classes: readonly QueryClass[]): string {
  return [
    ...scopeStatements(withoutClasses(scope)),
    'whole = sum_durations(events);',
    `events = ${categorizeStatement('events', classes)};`,
    `events = filter_keyvals(events, "$category", ${literal([UNCATEGORIZED])});`,
    'titles = sort_by_duration(merge_events_by_keys(events, ["app", "title"]));',
    'sites = split_url_events(filter_keyvals_regex(events, "url", "."));',
    'domains = sort_by_duration(merge_events_by_keys(sites, ["$domain"]));',
    'RETURN = {',
    '"duration": sum_durations(events),',
    '"whole": whole,',
    `"titles": limit_events(titles, ${WORDS_FROM}),`,
    `"domains": limit_events(domains, ${TITLES})`,
    '};',
  ].join('\n')
}

/** So many titles are looked through for words. */
const WORDS_FROM = 3000

function diffStatements(scope: Scope, before: readonly QueryClass[], after: readonly QueryClass[]): string[] {
  return [
    ...scopeStatements(withoutClasses(scope)),
    `events = copy_key(${categorizeStatement('events', before)}, "$category", "$before");`,
    `events = ${categorizeStatement('events', after)};`,
  ]
}

/** All events, none in a category yet. */
function withoutClasses(scope: Scope): Scope {
  const devices = scope.devices.map((device) => ({ ...device, classes: [] }))
  return { ...scope, devices, classes: [], filterClasses: [] }
}
