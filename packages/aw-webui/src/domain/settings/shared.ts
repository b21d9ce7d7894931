/** Settings that several tabs and front ends write: only what is meant is changed, everything else stays as it is. */

import { isRecord } from '@/domain/record'

/** A list in what the server keeps, with entries of any kind. */
export function listOf(stored: unknown): readonly unknown[] {
  return Array.isArray(stored) ? stored : []
}

/** An object in what the server keeps, with fields of any kind. */
export function recordOf(stored: unknown): Readonly<Record<string, unknown>> {
  return isRecord(stored) ? stored : {}
}

/**
 * The list as it is to be kept once what was read from it has been changed.
 *
 * What was read and not changed stays as it was written; what cannot be read here stays where it was.
 *
 * @param read gives the one thing an entry stands for, or nothing.
 */
export function rewritten<Known>(
  stored: unknown,
  read: (entry: unknown) => readonly Known[],
  next: readonly Known[],
): unknown[] {
  const entries = listOf(stored)
  const written = new Map(
    entries.flatMap((entry) => read(entry).map((known) => [textOf(known), entry] as const)),
  )
  const list = next.map((known) => written.get(textOf(known)) ?? known) as unknown[]
  entries.forEach((entry, index) => {
    if (!read(entry).length) list.splice(index, 0, entry)
  })
  return list
}

/**
 * What is kept now, without one change that was made to it: what others changed since then stays.
 *
 * Entries of lists are told apart by their `id` or `name`.
 */
export function reverted(now: unknown, before: unknown, after: unknown): unknown {
  if (isSame(now, after)) return before
  if (Array.isArray(now) && Array.isArray(after)) return revertedList(now, listOf(before), after)
  if (isRecord(now) && isRecord(after)) {
    const entries = revertedList(pairsOf(now), pairsOf(before), pairsOf(after))
    return Object.fromEntries(entries.map(({ name, value }) => [name, value]))
  }
  return before
}

interface Pair {
  name: string
  value: unknown
}

function pairsOf(value: unknown): Pair[] {
  return Object.entries(recordOf(value)).map(([name, one]) => ({ name, value: one }))
}

function revertedList<Entry>(
  now: readonly Entry[],
  before: readonly Entry[],
  after: readonly Entry[],
): Entry[] {
  const [old, made] = [byKey(before), byKey(after)]
  const list = [...byKey(now)].flatMap(([key, entry]) => {
    const earlier = old.get(key)
    if (earlier === undefined) return made.has(key) ? [] : [entry]
    return isSame(earlier, made.get(key)) ? [entry] : [earlier]
  })
  const keys = [...old.keys()]
  keys.forEach((key, index) => {
    const earlier = old.get(key)
    if (earlier !== undefined && !made.has(key) && !byKey(now).has(key)) list.splice(index, 0, earlier)
  })
  return list
}

/** The entries by what tells them apart; the second of the same has a key of its own. */
function byKey<Entry>(entries: readonly Entry[]): Map<string, Entry> {
  const found = new Map<string, Entry>()
  for (const entry of entries) {
    let key = keyOf(entry)
    while (found.has(key)) key += '+'
    found.set(key, entry)
  }
  return found
}

function keyOf(entry: unknown): string {
  const { id, name } = recordOf(entry)
  return textOf(id ?? name ?? entry)
}

function isSame(one: unknown, other: unknown): boolean {
  return textOf(one ?? null) === textOf(other ?? null)
}

/** As JSON, with the keys of all objects in order. */
function textOf(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) =>
    isRecord(item) ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1))) : item,
  )
}
