/** What a query's result is, to show it accordingly. */

import { SEPARATOR } from '@/domain/categories/category'
import { type AwEvent, textOf } from '@/domain/events/event'
import { ownValue } from '@/domain/record'

export type Shown =
  | { kind: 'events'; events: readonly AwEvent[] }
  | { kind: 'number'; value: number }
  | { kind: 'object'; entries: readonly (readonly [string, unknown])[] }
  | { kind: 'list'; items: readonly unknown[] }
  | { kind: 'text'; text: string }

export function shownAs(result: unknown): Shown {
  if (typeof result === 'number') return { kind: 'number', value: result }
  if (Array.isArray(result)) {
    const items: readonly unknown[] = result
    return items.length > 0 && items.every(isEvent)
      ? { kind: 'events', events: items }
      : { kind: 'list', items }
  }
  if (typeof result === 'object' && result !== null)
    return { kind: 'object', entries: Object.entries(result) }
  return { kind: 'text', text: typeof result === 'string' ? result : JSON.stringify(result) }
}

/** What an event says under a key, as a table shows it: a category as its path. */
export function cellText(event: AwEvent, key: string): string {
  const value = ownValue(event.data, key)
  return key === '$category' && Array.isArray(value) ? value.join(SEPARATOR) : textOf(event, key)
}

function isEvent(value: unknown): value is AwEvent {
  if (typeof value !== 'object' || value === null) return false
  const { timestamp, duration, data } = value as Partial<AwEvent>
  return typeof timestamp === 'string' && typeof duration === 'number' && typeof data === 'object'
}
