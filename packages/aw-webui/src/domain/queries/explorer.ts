/** The query that the query page begins with. */

import type { Device } from '@/domain/devices'
import { MACRO } from '@/domain/querylanguage/macro'
import { literal } from '@/domain/queries/literal'

/** The time in each category while someone was there; of any computer if none is known. */
export function exampleQuery(device: Device | undefined): string {
  const window = device?.window?.id
  const afk = device?.afk?.id
  return [
    `events = flood(query_bucket(${window ? literal(window) : 'find_bucket("aw-watcher-window_")'}));`,
    `not_afk = flood(query_bucket(${afk ? literal(afk) : 'find_bucket("aw-watcher-afk_")'}));`,
    'not_afk = filter_keyvals(not_afk, "status", ["not-afk"]);',
    'events = filter_period_intersect(events, not_afk);',
    `events = categorize(events, ${MACRO});`,
    'RETURN = {',
    '    "categories": sort_by_duration(merge_events_by_keys(events, ["$category"])),',
    '    "total": sum_durations(events)',
    '};',
  ].join('\n')
}
