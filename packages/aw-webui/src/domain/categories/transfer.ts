/** Categories as files. */

import { type Category, isAskable, isSameName, pathOf, readCategories } from '@/domain/categories/category'

/** A file holds no categories, or some that no query can name. */
export class CategoryFileError extends Error {
  override name = 'CategoryFileError'

  constructor(
    message: string,
    /** Those that no query can name. */
    readonly names: readonly string[] = [],
  ) {
    super(message)
  }
}

/** The text of a file that this and other front ends read. */
export function exportText(categories: readonly Category[]): string {
  return `${JSON.stringify({ categories }, null, 2)}\n`
}

/**
 * The categories in a file: `{categories: […]}`, a bare list, or all settings of a server (`{classes: […]}`).
 *
 * @throws CategoryFileError it is no JSON, there are none in it, or no query can name one of them.
 */
export function importText(text: string): Category[] {
  const found = readCategories(listIn(parsed(text)))
  if (!found.length) throw new CategoryFileError('no categories')
  const unaskable = found.filter((category) => !isAskable(category)).map(({ name }) => pathOf(name))
  if (unaskable.length) throw new CategoryFileError('names that no query can have', unaskable)
  return found
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new CategoryFileError('no JSON')
  }
}

function listIn(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const { categories, classes } = value as Record<string, unknown>
  return categories ?? classes
}

/** The own categories with others added; where both have one of a name, the other's rule, colour and score hold. */
export function combined(own: readonly Category[], others: readonly Category[]): Category[] {
  const kept = own.map((category) => {
    const other = others.find(({ name }) => isSameName(name, category.name))
    return other ? { ...category, ...withoutId(other) } : category
  })
  const isNew = ({ name }: Category) => !own.some((category) => isSameName(category.name, name))
  // The others are numbered by whoever wrote the file: those numbers may be taken.
  return [...kept, ...others.filter(isNew).map(withoutId)]
}

function withoutId(category: Category): Category {
  const copy = { ...category }
  delete copy.id
  return copy
}
