/** Why the time of an event counts, and where the event is kept. */

import type { AwEvent } from '@/domain/events/event'
import { closed } from '@/domain/queries/literal'
import { ownValue } from '@/domain/record'

/**
 * `manual`: the person said so. `input`: keyboard or mouse were used. `audible`: a tab was sounding. `always`: the
 * person's own rule. `unfiltered`: nothing is left out, or nobody watches for someone being there.
 */
export type Reason = 'manual' | 'input' | 'audible' | 'always' | 'unfiltered'

export interface Sources {
  front: readonly string[]
  afk: readonly string[]
  browsers: readonly string[]
  manual: readonly string[]
}

/** What each bucket has in the time of an event. */
export type Witnesses = Readonly<Record<string, readonly AwEvent[]>>

/** The bucket that keeps an event; null if none of those asked does. */
export function bucketOf(event: AwEvent, witnesses: Witnesses): string | null {
  const found = Object.entries(witnesses).find(([, events]) => events.some(({ id }) => id === event.id))
  return found?.[0] ?? null
}

export function whyActive(
  event: AwEvent,
  witnesses: Witnesses,
  sources: Sources,
  alwaysActive: string,
): Reason {
  const at = (bucketIds: readonly string[]) => bucketIds.flatMap((id) => ownValue(witnesses, id) ?? [])
  if (at(sources.manual).some(({ id }) => id === event.id)) return 'manual'
  if (at(sources.afk).some(({ data }) => data['status'] === 'not-afk')) return 'input'
  if (at(sources.browsers).some(({ data }) => data['audible'] === true)) return 'audible'
  return matches(event, alwaysActive) ? 'always' : 'unfiltered'
}

/** The server's regular expressions know a little more than the browser's; those match nothing here. */
function matches({ data }: AwEvent, pattern: string): boolean {
  if (!pattern) return false
  try {
    const regex = new RegExp(closed(pattern))
    return ['app', 'title'].some((key) => regex.test(String(data[key] ?? '')))
  } catch {
    return false
  }
}
