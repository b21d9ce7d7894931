/** What a change of the rules does to time that is already recorded. */

import { isSameName, isWithin } from '@/domain/categories/category'
import type { AwEvent } from '@/domain/events/event'

/** Time that goes from one category to another. */
export interface Move {
  from: string[]
  to: string[]
  seconds: number
}

/** The moves in events merged by `$before` and `$category`, the most time first. */
export function movesOf(pairs: readonly AwEvent[]): Move[] {
  return pairs
    .map(({ data, duration }) => ({
      from: nameIn(data['$before']),
      to: nameIn(data['$category']),
      seconds: duration,
    }))
    .filter(({ from, to }) => !isSameName(from, to))
    .sort((a, b) => b.seconds - a.seconds)
}

/** The time of a category alone, without what stands below it. */
export interface Total {
  name: string[]
  seconds: number
}

/** The time of each category after the change. */
export function totalsOf(pairs: readonly AwEvent[]): Total[] {
  return pairs.map(({ data, duration }) => ({ name: nameIn(data['$category']), seconds: duration }))
}

/** The seconds of a category with all that stands below it. */
export function secondsWithin(totals: readonly Total[], name: readonly string[]): number {
  return totals.reduce((sum, one) => sum + (isWithin(one.name, name) ? one.seconds : 0), 0)
}

/** A category's name in an event's data. */
export function nameIn(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : []
}
