/** Why the time of an event counts, and where the event is kept. */

import type { AwEvent } from '@/domain/events/event'
import { closed } from '@/domain/queries/literal'
import { ownValue } from '@/domain/record'

/** What tells that someone was there, as the AFK watcher names it; `docs/afk.md` says what each means. */
const PRESENT = ['input', 'call', 'fullscreen', 'gamepad', 'audio'] as const
/** What tells that nobody was. */
const ABSENT = ['locked', 'asleep', 'idle'] as const

/**
 * `manual`: the person said so. `audible`: a tab was sounding. `always`: the person's own rule. `unfiltered`: nothing is
 * left out, or nobody watches for someone being there. The evidence that someone was there; that nobody was, where
 * nothing is left out all the same.
 */
export type Reason =
  'manual' | 'audible' | 'always' | 'unfiltered' | (typeof PRESENT)[number] | (typeof ABSENT)[number]

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
  const present = longest(at(sources.afk), 'not-afk')
  // Watchers that name no evidence look at nothing but keyboard and mouse.
  if (present) return PRESENT.find((evidence) => evidence === present.data['evidence']) ?? 'input'
  if (at(sources.browsers).some(({ data }) => data['audible'] === true)) return 'audible'
  if (matches(event, alwaysActive)) return 'always'
  const absent = longest(at(sources.afk), 'afk')
  return ABSENT.find((evidence) => evidence === absent?.data['evidence']) ?? 'unfiltered'
}

/** The event of that status with the most time. */
function longest(events: readonly AwEvent[], status: string): AwEvent | undefined {
  return events
    .filter(({ data }) => data['status'] === status)
    .reduce<AwEvent | undefined>(
      (most, one) => (most && most.duration >= one.duration ? most : one),
      undefined,
    )
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
