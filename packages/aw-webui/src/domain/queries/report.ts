/** What a work report asks: when there was work, when anyone was active at all, and each day's time by category. */

import { bordersOf } from '@/domain/queries/borders'
import { filterClassesStatement } from '@/domain/queries/canonical'
import { type Scope, scopeStatements } from '@/domain/queries/devices'
import { literal } from '@/domain/queries/literal'
import type { Interval } from '@/domain/time/calendar'

/** @param days one after the other without holes. */
export function reportQuery(scope: Scope, days: readonly Interval[]): string {
  return [
    ...scopeStatements({ ...scope, filterClasses: [] }),
    // Of what anyone was active in nothing is a break from work.
    'active = period_union(events, events);',
    ...filterClassesStatement(scope.filterClasses),
    'RETURN = {',
    '"work": period_union(events, events),',
    '"active": active,',
    `"categories": bin_events(events, ["$category"], ${literal(bordersOf(days))})`,
    '};',
  ].join('\n')
}
