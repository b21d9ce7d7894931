/** Named sets of categories: kept aside, to be taken into use again. */

import { type Category, readCategories } from '@/domain/categories/category'

export interface CategorySet {
  name: string
  classes: Category[]
}

/** The sets in what the server keeps; fields that are not known here stay as they are. */
export function readSets(stored: unknown): CategorySet[] {
  return Array.isArray(stored) ? stored.flatMap((value) => readSet(value) ?? []) : []
}

function readSet(value: unknown): CategorySet | null {
  if (typeof value !== 'object' || value === null) return null
  const { name, classes, categories } = value as Record<string, unknown>
  if (typeof name !== 'string' || !name) return null
  return { ...value, name, classes: readCategories(classes ?? categories) }
}

/** The sets with one more; one of the same name is replaced, where it stands. */
export function withSet(
  sets: readonly CategorySet[],
  name: string,
  classes: readonly Category[],
): CategorySet[] {
  const isKnown = sets.some((set) => set.name === name)
  if (!isKnown) return [...sets, { name, classes: [...classes] }]
  return sets.map((set) => (set.name === name ? { ...set, classes: [...classes] } : set))
}

export function withoutSet(sets: readonly CategorySet[], name: string): CategorySet[] {
  return sets.filter((set) => set.name !== name)
}
