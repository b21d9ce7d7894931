/** The query for what an always-active pattern would match. */

import type { Device } from '@/domain/devices'
import { closed, literal } from '@/domain/queries/literal'

/** What the query gives. */
export interface AlwaysActiveResult {
  /** Seconds of matching windows, someone there or not. */
  matched: number
  /** Seconds that would count as active and do not without the pattern. */
  added: number
  /** The windows with the most time, merged by app and title. */
  titles: { duration: number; data: { app?: string; title?: string } }[]
}

/** What a pattern matches of a device; null where the device does not tell when someone was there. */
export function alwaysActiveQuery({ window, afk }: Device, pattern: string): string | null {
  if (!window || !afk || !pattern) return null
  const regex = literal(closed(pattern))
  return [
    `events = flood(query_bucket(${literal(window.id)}));`,
    `not_afk = filter_keyvals(flood(query_bucket(${literal(afk.id)})), "status", ["not-afk"]);`,
    `matched = filter_keyvals_regex(events, "app", ${regex});`,
    // What matches by both counts once.
    `matched = union_no_overlap(matched, filter_keyvals_regex(events, "title", ${regex}));`,
    'RETURN = {',
    '"matched": sum_durations(matched),',
    '"added": sum_durations(period_union(not_afk, matched)) - sum_durations(period_union(not_afk, [])),',
    '"titles": limit_events(sort_by_duration(merge_events_by_keys(matched, ["app", "title"])), 50)',
    '};',
  ].join('\n')
}
