/** Lists of names by time, from what the server merged. */

import { categoryOf } from '@/domain/activity/tree'
import { isUncategorized } from '@/domain/categories/category'
import type { ColorOf } from '@/domain/categories/colors'
import { type AwEvent, textOf } from '@/domain/events/event'
import { identityOf } from '@/domain/events/identity'
import { ownValue } from '@/domain/record'

export interface Ranked {
  /** The value as text; several values may have the same. */
  name: string
  /** The value as it is stored; undefined where there is none. */
  value: unknown
  seconds: number
  /** The category that most of its time is of; null if it is of none. */
  category: readonly string[] | null
}

/** Events merged by some key and `$category`: added up by the key, longest first. */
export function rankedBy(events: readonly AwEvent[], key: string): Ranked[] {
  const byValue = new Map<string, { seconds: number; most: AwEvent }>()
  for (const event of events) {
    const identity = identityOf(ownValue(event.data, key))
    const known = byValue.get(identity)
    if (!known) byValue.set(identity, { seconds: event.duration, most: event })
    else {
      known.seconds += event.duration
      if (event.duration > known.most.duration) known.most = event
    }
  }
  return [...byValue.values()]
    .map(({ seconds, most }) => ({
      name: textOf(most, key),
      value: ownValue(most.data, key),
      seconds,
      category: knownCategory(most),
    }))
    .sort((a, b) => b.seconds - a.seconds)
}

/** The colour of a name: that of its category. Without categories all are alike. */
export function colorOfRanked({ category }: Ranked, colorOf: ColorOf): string {
  return category ? colorOf(category) : 'var(--line-strong)'
}

function knownCategory(event: AwEvent): readonly string[] | null {
  const name = categoryOf(event)
  return name.length ? name : null
}

/** The share of time without a category. */
export function uncategorizedShare(events: readonly AwEvent[]): number {
  const sum = (list: readonly AwEvent[]) => list.reduce((total, { duration }) => total + duration, 0)
  const all = sum(events)
  return all ? sum(events.filter((event) => isUncategorized(categoryOf(event)))) / all : 0
}
