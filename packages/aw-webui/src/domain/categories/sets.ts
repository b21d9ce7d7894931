/** Named sets of categories: kept aside, to be taken into use again. */

import { type Category, readCategories } from '@/domain/categories/category'
import { listOf } from '@/domain/settings/shared'

export interface CategorySet {
  name: string
  classes: Category[]
}

/** The sets in what the server keeps; one without a name goes by its id. */
export function readSets(stored: unknown): CategorySet[] {
  return listOf(stored).flatMap((value) => readSet(value) ?? [])
}

function readSet(value: unknown): CategorySet | null {
  if (typeof value !== 'object' || value === null) return null
  const { id, name = id, classes, categories } = value as Record<string, unknown>
  if (typeof name !== 'string' || !name) return null
  return { name, classes: readCategories(classes ?? categories) }
}

/**
 * What the server keeps, with one more set; one of the same name is replaced, where it stands.
 *
 * Here and below: whatever other front ends keep in the list, or in its entries, stays.
 */
export function withSet(stored: unknown, name: string, classes: readonly Category[]): unknown[] {
  const isKnown = listOf(stored).some((entry) => isNamed(entry, name))
  if (!isKnown) return [...listOf(stored), { name, classes }]
  return listOf(stored).map((entry) => (isNamed(entry, name) ? withClasses(entry, classes) : entry))
}

export function withoutSet(stored: unknown, name: string): unknown[] {
  return listOf(stored).filter((entry) => !isNamed(entry, name))
}

function isNamed(entry: unknown, name: string): boolean {
  return readSet(entry)?.name === name
}

/** Under the name that they have there. */
function withClasses(entry: unknown, classes: readonly Category[]): unknown {
  const { classes: own, categories } = entry as Record<string, unknown>
  return Object.assign({}, entry, own === undefined && categories ? { categories: classes } : { classes })
}
