/** What the search asks: the time in which something matched, and what it was. */

import type { QueryRule } from '@/domain/categories/category'
import { patternOf, type Search } from '@/domain/search/search'
import type { AwEvent } from '@/domain/events/event'
import { BROWSER_APPS } from '@/domain/queries/browsers'
import { categorizeStatement } from '@/domain/queries/canonical'
import { type Scope, scopeStatements } from '@/domain/queries/devices'
import { equalsExpression } from '@/domain/queries/equals'
import { literal } from '@/domain/queries/literal'
import { laidOver } from '@/domain/queries/overlay'

export interface SearchResult {
  /** Seconds in which a window, or the page open in it, matched. */
  duration: number
  /** Of so many seconds altogether. */
  active: number
  /** By app and title, or by title and URL where only the page matched; the most time first. */
  rows: AwEvent[]
  /** How many different ones there are. */
  different: number
  /** The time of each bin by category. */
  bins: AwEvent[]
}

export const ROW_KEYS: readonly string[] = ['app', 'title', 'url', '$domain']

/** @param bins where the bars begin, and where the last one ends: ISO 8601. */
export function searchQuery(scope: Scope, search: Search, bins: readonly string[]): string {
  return [
    ...hitStatements(scope, search),
    ...ROWS,
    'RETURN = {',
    '"duration": sum_durations(time),',
    '"active": sum_durations(events),',
    `"rows": limit_events(rows, ${MOST_ROWS}),`,
    '"different": count_events(rows),',
    `"bins": bin_events(time, ["$category"], ${literal(bins)})`,
    '};',
  ].join('\n')
}

/** How many events each of these rows has. */
export function countsQuery(scope: Scope, search: Search, rows: readonly AwEvent[]): string {
  const counts = rows.map(({ data }) => {
    const given = ROW_KEYS.filter((key) => typeof data[key] === 'string')
    const events = given.reduce((list, key) => equalsExpression(list, key, data[key]), 'hits')
    return `count_events(${events})`
  })
  return [...hitStatements(scope, search), `RETURN = [${counts.join(', ')}];`].join('\n')
}

/** Each hit by itself, oldest first. */
export function hitsQuery(scope: Scope, search: Search): string {
  return [
    ...hitStatements(scope, search),
    `RETURN = limit_events(sort_by_timestamp(hits), ${MOST_HITS});`,
  ].join('\n')
}

/** A table longer than this no spreadsheet opens. */
export const MOST_HITS = 1_000_000

const MOST_ROWS = 1000

const ROWS = [`rows = sort_by_duration(merge_events_by_keys(hits, ${literal(ROW_KEYS)}));`]

/**
 * Statements that set `hits`, and `time`: the events during them, each with its category.
 *
 * Of a window and the page open in it the window is the hit, if both match: a page is one where only its address is.
 */
function hitStatements(scope: Scope, search: Search): string[] {
  return [
    ...scopeStatements(scope),
    // Of several devices one has the time: pages count while a browser of it was in front.
    `pages = filter_keyvals(events, "app", ${literal(BROWSERS)});`,
    'pages = filter_period_intersect(browser_events, pages);',
    ...matching('pages', pageRule(search)),
    'windows = events;',
    ...matching('windows', windowRule(search)),
    ...laidOver('windows', 'pages'),
    'hits = pages;',
    'time = filter_period_intersect(events, period_union(hits, []));',
  ]
}

/** Statements that keep what a rule matches. */
function matching(name: string, rule: QueryRule): string[] {
  return [
    `${name} = ${categorizeStatement(name, [[[...HIT], rule]])};`,
    `${name} = filter_keyvals(${name}, "$category", ${literal([HIT])});`,
  ]
}

const BROWSERS = [...new Set(Object.values(BROWSER_APPS).flat())]

const HIT: readonly string[] = ['hit']

function windowRule(search: Search): QueryRule {
  return { ...regexRule(search), ...(search.field !== 'all' && { select_keys: [search.field] }) }
}

/** What takes the address apart adds texts that nobody reads: only what the page says counts. */
function pageRule(search: Search): QueryRule {
  const keys = search.field === 'all' ? ['title', 'url'] : [search.field]
  return { ...regexRule(search), select_keys: keys }
}

function regexRule(search: Search): QueryRule {
  return { type: 'regex', regex: patternOf(search), ignore_case: !search.matchCase }
}
