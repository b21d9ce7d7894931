/** How the time in each category changed. */

import { categoryOf } from '@/domain/activity/tree'
import { pathOf } from '@/domain/categories/category'
import type { AwEvent } from '@/domain/events/event'

export interface CategorySeconds {
  name: readonly string[]
  seconds: number
}

/** Of events that a query put into categories. */
export function categorySeconds(events: readonly AwEvent[]): CategorySeconds[] {
  return events.map((event) => ({ name: categoryOf(event), seconds: event.duration }))
}

export interface Delta {
  name: readonly string[]
  /** Seconds in the period and in the one it is compared with. */
  now: number
  before: number
  change: number
}

/**
 * The categories of both periods, the largest change first.
 *
 * @param depth how deep categories are told apart: 1 for the top ones, whose time includes all below.
 */
export function deltasOf(
  now: readonly CategorySeconds[],
  before: readonly CategorySeconds[],
  depth: number,
): Delta[] {
  const one = totals(now, depth)
  const other = totals(before, depth)
  const names = new Map([...other, ...one].map(([path, { name }]) => [path, name]))
  return [...names]
    .map(([path, name]) => {
      const seconds = one.get(path)?.seconds ?? 0
      const earlier = other.get(path)?.seconds ?? 0
      return { name, now: seconds, before: earlier, change: seconds - earlier }
    })
    .sort((a, b) => Math.abs(b.change) - Math.abs(a.change) || b.now - a.now)
}

function totals(times: readonly CategorySeconds[], depth: number): Map<string, CategorySeconds> {
  const sums = new Map<string, CategorySeconds>()
  for (const { name: whole, seconds } of times) {
    const name = whole.slice(0, depth)
    const path = pathOf(name)
    sums.set(path, { name, seconds: (sums.get(path)?.seconds ?? 0) + seconds })
  }
  return sums
}
