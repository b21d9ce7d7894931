/** A field in the data of events, also one within another: `window.name`, `tabs.0.url`. */

import type { AwEvent } from '@/domain/events/event'

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
export function timeByPath(events: readonly AwEvent[], path: string): { name: string; seconds: number }[] {
  const sums = new Map<string, number>()
  for (const { data, duration } of events) {
    const value = valueAt(data, path)
    if (value === undefined || value === null) continue
    const name = typeof value === 'string' ? value : JSON.stringify(value)
    sums.set(name, (sums.get(name) ?? 0) + duration)
  }
  return [...sums].map(([name, seconds]) => ({ name, seconds })).sort((a, b) => b.seconds - a.seconds)
}
