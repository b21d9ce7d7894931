/** What the timeline asks: the events of a lane, its time by columns, and what a range comes to. */

import type { QueryClass } from '@/domain/categories/category'
import { categorizeStatement, type DeviceParams } from '@/domain/queries/canonical'
import { type Scope, scopeStatements } from '@/domain/queries/devices'
import { literal } from '@/domain/queries/literal'
import { isoAt } from '@/domain/time/calendar'
import { COLOR_KEY, KEYS, type LaneKind } from '@/domain/timeline/lanes'

/** What a lane shows. */
export interface LaneSource {
  kind: LaneKind
  /** None for the merged lane, which shows all that counts. */
  bucketId: string | null
}

/** Each event of a lane, by time; at most `limit`. */
export function laneEventsQuery(lane: LaneSource, scope: Scope, limit: number): string {
  const result = `RETURN = limit_events(sort_by_timestamp(events), ${limit});`
  return [...laneStatements(lane, scope), result].join('\n')
}

/** What is told apart in the columns of a lane, and the time of each colour in them, which is all of it. */
export interface LaneColumns<Event> {
  parts: Event[]
  totals: Event[]
}

/** The time in each column of a lane, by what is told apart there: the longest `limit` of each column. */
export function laneColumnsQuery(
  lane: LaneSource,
  scope: Scope,
  borders: readonly number[],
  limit: number,
): string {
  const bins = literal(borders.map(isoAt))
  return [
    ...laneStatements(lane, scope),
    `bins = ${bins};`,
    `parts = bin_events(events, ${literal(KEYS[lane.kind])}, bins, ${limit});`,
    `totals = bin_events(events, ${literal([COLOR_KEY[lane.kind]])}, bins);`,
    'RETURN = {"parts": parts, "totals": totals};',
  ].join('\n')
}

/** What counts in a range, by category and by app, how long someone was there, and of how much anything is known. */
export interface RangeTotals<Event> {
  duration: number
  present: number
  /** Someone was there, or something counts. */
  used: number
  /** It counts, or it is known whether someone was there. */
  known: number
  categories: Event[]
  apps: Event[]
}

export function rangeTotalsQuery(scope: Scope): string {
  return [
    ...scopeStatements(scope),
    'used = period_union(not_afk, events);',
    'known = used;',
    ...scope.devices.flatMap(withAway),
    'RETURN = {',
    '"duration": sum_durations(events),',
    '"present": sum_durations(not_afk),',
    '"used": sum_durations(used),',
    '"known": sum_durations(known),',
    '"categories": sort_by_duration(merge_events_by_keys(events, ["$category"])),',
    '"apps": sort_by_duration(merge_events_by_keys(events, ["app", "$category"]))',
    '};',
  ].join('\n')
}

/** Adds to what is `known` when nobody was at a computer. */
function withAway(device: DeviceParams): string[] {
  if ('android' in device) return []
  const stored = `flood(query_bucket(find_bucket(${literal(device.afk)})))`
  return [`known = period_union(known, filter_keyvals(${stored}, "status", ["afk"]));`]
}

/** Whether anything in a bucket shows in a lane. */
export function readsBucket(lane: LaneSource, scope: Scope, bucketId: string): boolean {
  return laneStatements(lane, scope).some((statement) => statement.includes(literal(bucketId)))
}

function laneStatements({ kind, bucketId }: LaneSource, scope: Scope): string[] {
  if (bucketId === null) return scopeStatements(scope)
  const stored = `events = query_bucket(${literal(bucketId)});`
  if (kind === 'presence' || kind === 'pause') return [stored]
  return [stored, ...KNOWN_BY[kind], categorized(scope.classes)]
}

/** What rules and names are found by, where the events of a kind lack it. */
const KNOWN_BY: Readonly<Record<LaneKind, readonly string[]>> = {
  categories: [],
  pause: [],
  presence: [],
  window: [],
  editor: [],
  other: [],
  stopwatch: ['events = copy_key(copy_key(events, "label", "app"), "label", "title");'],
  browser: ['events = split_url_events(events);'],
}

function categorized(classes: readonly QueryClass[]): string {
  return `events = ${categorizeStatement('events', classes)};`
}
