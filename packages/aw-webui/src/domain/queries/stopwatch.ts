/** What the stopwatch page asks: what runs, and what was taken of late. */

import type { QueryClass } from '@/domain/categories/category'
import { categorizeStatement } from '@/domain/queries/canonical'
import { literal } from '@/domain/queries/literal'

/** `{"<bucket>": {"past": [...], "running": [...]}}`, each with its category; what runs is found however old it is. */
export function stopwatchQuery(bucketIds: readonly string[], classes: readonly QueryClass[]): string {
  const past = bucketIds.map((id, index) => `past_${index} = ${entries(id, false, classes)};`)
  const running = bucketIds.map((id, index) => `running_${index} = ${entries(id, true, classes)};`)
  const parts = bucketIds.map(
    (id, index) => `${literal(id)}: {"past": past_${index}, "running": running_${index}}`,
  )
  return [...past, 'STARTTIME = "1970-01-01T00:00:00Z";', ...running, `RETURN = {${parts.join(', ')}};`].join(
    '\n',
  )
}

/** Rules find a label as they find apps and titles. */
function entries(bucketId: string, running: boolean, classes: readonly QueryClass[]): string {
  const found = `filter_keyvals(query_bucket(${literal(bucketId)}), "running", [${literal(running)}])`
  const labelled = `copy_key(copy_key(${found}, "label", "app"), "label", "title")`
  return categorizeStatement(labelled, classes)
}
