/** A field in the data of events, also one within another: `window.name`, `tabs.0.url`. */

import type { AwEvent } from '@/domain/events/event'
import { identityOf } from '@/domain/events/identity'

/** The key that the server merges by: the first part of a path. */
export function firstPart(path: string): string {
  return path.split('.')[0] ?? path
}

/** What stands at a path; undefined if nothing does. A key that has the whole path as its name comes first. */
export function valueAt(data: unknown, path: string): unknown {
  if (typeof data !== 'object' || data === null) return undefined
  if (Object.hasOwn(data, path)) return (data as Record<string, unknown>)[path]
  const [first = '', ...rest] = path.split('.')
  const value = Object.hasOwn(data, first) ? (data as Record<string, unknown>)[first] : undefined
  return rest.length ? valueAt(value, rest.join('.')) : value
}

/** Time by the value at a path, longest first; events without one are left out. */
export function timeByPath(
  events: readonly AwEvent[],
  path: string,
): { name: string; value: unknown; seconds: number }[] {
  const sums = new Map<string, { value: unknown; seconds: number }>()
  for (const { data, duration } of events) {
    const value = valueAt(data, path)
    if (value === undefined || value === null) continue
    const identity = identityOf(value)
    sums.set(identity, { value, seconds: (sums.get(identity)?.seconds ?? 0) + duration })
  }
  return [...sums]
    .map(([identity, sum]) => ({ name: typeof sum.value === 'string' ? sum.value : identity, ...sum }))
    .sort((a, b) => b.seconds - a.seconds)
}
