/** Changing the tree of categories: every change gives a new list and leaves what it was given as it is. */

import { type Category, isSameName, isWithin, type Rule } from '@/domain/categories/category'

/** A category that can be told from all others. */
export type Entry = Category & { id: number }

/** A category with its place in the tree. */
export interface Node {
  entry: Entry
  children: Node[]
}

/** Where something is put: as the last child of `parent`, or right before or after a category. */
export type Place = { parent: readonly string[] } | { before: Entry } | { after: Entry }

/** Give each category an id of its own, and each one a parent: as a tree shows them. */
export function entriesOf(categories: readonly Category[]): Entry[] {
  return withIds(withParents(categories))
}

/** The tree in the order of the list; a second category of the same name has no children. */
export function treeOf(entries: readonly Entry[], parent: readonly string[] = []): Node[] {
  const seen = new Set<string>()
  return entries.filter(({ name }) => isChild(name, parent)).map((entry) => nodeOf(entry, entries, seen))
}

function nodeOf(entry: Entry, entries: readonly Entry[], seen: Set<string>): Node {
  const last = entry.name.at(-1) ?? ''
  const children = seen.has(last) ? [] : treeOf(entries, entry.name)
  seen.add(last)
  return { entry, children }
}

/** Add a category under a parent, `[]` for the top; if the name is taken, a number makes it another. */
export function added(
  entries: readonly Entry[],
  parent: readonly string[],
  name: string,
  rule: Rule,
): { entries: Entry[]; entry: Entry } {
  const entry = { id: nextId(entries), name: [...parent, freeName(entries, parent, name)], rule }
  return { entries: inserted(entries, [entry], { parent }), entry }
}

/** Put other fields in the place of a category's own. */
export function changed(entries: readonly Entry[], id: number, fields: Partial<Category>): Entry[] {
  return entries.map((entry) => (entry.id === id ? { ...entry, ...fields, id } : entry))
}

/** Give a category another last name; what stands below it follows. */
export function renamed(entries: readonly Entry[], id: number, name: string): Entry[] {
  const entry = entryOf(entries, id)
  if (!entry || entry.name.at(-1) === name) return [...entries]
  const parent = entry.name.slice(0, -1)
  const path = [...parent, freeName(entries, parent, name)]
  return entries.map((one) => (belongs(one, entry, entries) ? moveTo(one, entry.name, path) : one))
}

/** Remove a category and what stands below it. */
export function removed(entries: readonly Entry[], id: number): Entry[] {
  const entry = entryOf(entries, id)
  return entry ? entries.filter((one) => !belongs(one, entry, entries)) : [...entries]
}

/** Put a category with all that stands below it in another place. It cannot stand below itself: then nothing changes. */
export function moved(entries: readonly Entry[], id: number, place: Place): Entry[] {
  const entry = entryOf(entries, id)
  const parent = parentAt(place)
  if (!entry || isAt(entry, place) || isWithin(parent, entry.name)) return [...entries]
  const family = entries.filter((one) => belongs(one, entry, entries))
  const rest = entries.filter((one) => !family.includes(one))
  const path = [...parent, freeName(rest, parent, entry.name.at(-1) ?? '')]
  return inserted(
    rest,
    family.map((one) => moveTo(one, entry.name, path)),
    place,
  )
}

export function entryOf(entries: readonly Entry[], id: number | null): Entry | undefined {
  return entries.find((entry) => entry.id === id)
}

/** The categories of the same parent, in their order. */
export function siblingsOf(entries: readonly Entry[], entry: Entry): Entry[] {
  return entries.filter(({ name }) => isChild(name, entry.name.slice(0, -1)))
}

function isChild(name: readonly string[], parent: readonly string[]): boolean {
  return name.length === parent.length + 1 && isWithin(name, parent)
}

function parentAt(place: Place): string[] {
  if ('parent' in place) return [...place.parent]
  return ('before' in place ? place.before : place.after).name.slice(0, -1)
}

function isAt(entry: Entry, place: Place): boolean {
  if ('before' in place) return place.before.id === entry.id
  return 'after' in place && place.after.id === entry.id
}

/** Whether one is the entry or stands below it; another of the same name does not. */
function belongs(one: Entry, entry: Entry, entries: readonly Entry[]): boolean {
  if (one.id === entry.id) return true
  const first = entries.find(({ name }) => isSameName(name, entry.name))
  return first?.id === entry.id && one.name.length > entry.name.length && isWithin(one.name, entry.name)
}

function moveTo(one: Entry, from: readonly string[], to: readonly string[]): Entry {
  return { ...one, name: [...to, ...one.name.slice(from.length)] }
}

function inserted(entries: readonly Entry[], family: readonly Entry[], place: Place): Entry[] {
  if ('parent' in place) return [...entries, ...family]
  const target = 'before' in place ? place.before : place.after
  const at = entries.findIndex(({ id }) => id === target.id) + ('after' in place ? 1 : 0)
  return [...entries.slice(0, at), ...family, ...entries.slice(at)]
}

function freeName(entries: readonly Entry[], parent: readonly string[], name: string): string {
  const taken = new Set(
    entries.filter((one) => isChild(one.name, parent)).map((one) => one.name.at(-1) ?? ''),
  )
  let free = name
  for (let number = 2; taken.has(free); number += 1) free = `${name} ${number}`
  return free
}

function nextId(entries: readonly { id?: number }[]): number {
  return Math.max(-1, ...entries.map(({ id }) => id ?? -1)) + 1
}

function withParents(categories: readonly Category[]): Category[] {
  const known = new Set(categories.map(({ name }) => JSON.stringify(name)))
  return categories.flatMap((category) => {
    const missing = ancestorsOf(category.name).filter((name) => !known.has(JSON.stringify(name)))
    missing.forEach((name) => known.add(JSON.stringify(name)))
    return [...missing.map((name): Category => ({ name, rule: { type: 'none' } })), category]
  })
}

function ancestorsOf(name: readonly string[]): string[][] {
  return name.slice(1).map((_, depth) => name.slice(0, depth + 1))
}

function withIds(categories: readonly Category[]): Entry[] {
  const taken = new Set<number>()
  let free = nextId(categories.filter(({ id }) => typeof id === 'number'))
  return categories.map((category) => {
    const { id } = category
    const own = typeof id === 'number' && Number.isInteger(id) && !taken.has(id) ? id : free++
    taken.add(own)
    return { ...category, id: own }
  })
}
