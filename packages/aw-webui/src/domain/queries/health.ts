/** The query behind the health banner: which of some apps were in front while someone was there. */

import type { Device } from '@/domain/devices'
import { literal } from '@/domain/queries/literal'

/** More events than an hour of hectic changes has. */
const MOST = 2000

/** What was in front with someone there, of these apps only; null for a device that does not tell. */
export function inFrontQuery({ window, afk }: Device, apps: readonly string[]): string | null {
  if (!window || !afk || !apps.length) return null
  return [
    `events = flood(query_bucket(${literal(window.id)}));`,
    `events = filter_keyvals(events, "app", ${literal(apps)});`,
    `present = filter_keyvals(flood(query_bucket(${literal(afk.id)})), "status", ["not-afk"]);`,
    `RETURN = limit_events(filter_period_intersect(events, present), ${MOST});`,
  ].join('\n')
}
