/** What the trends ask: time by category over time, and the time of each hour. */

import { literal } from '@/domain/queries/literal'
import { bordersOf } from '@/domain/queries/borders'
import { type Scope, scopeStatements } from '@/domain/queries/devices'
import type { Interval } from '@/domain/time/calendar'

/**
 * Asked for a period and for the one that it is compared with.
 *
 * @param bars the bars of the period, without holes; the other period has no time in them.
 * @param hours its hours, likewise.
 */
export function trendsQuery(scope: Scope, bars: readonly Interval[], hours: readonly Interval[]): string {
  return [
    ...scopeStatements(scope),
    'RETURN = {',
    '"duration": sum_durations(events),',
    '"categories": sort_by_duration(merge_events_by_keys(events, ["$category"])),',
    `"bars": bin_events(events, ["$category"], ${literal(bordersOf(bars))}),`,
    `"hours": bin_events(events, [], ${literal(bordersOf(hours))})`,
    '};',
  ].join('\n')
}

/** The time of each day by category. */
export function daysQuery(scope: Scope, days: readonly Interval[]): string {
  return [
    ...scopeStatements(scope),
    `RETURN = bin_events(events, ["$category"], ${literal(bordersOf(days))});`,
  ].join('\n')
}
