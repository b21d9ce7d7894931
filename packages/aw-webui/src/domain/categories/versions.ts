/** Earlier states of the categories, to go back to. */

import { type Category, classesOf, readCategories } from '@/domain/categories/category'
import { entriesOf } from '@/domain/categories/tree'

export interface Version {
  /** Counted from 1, and never given to another. */
  number: number
  /** When it was saved: ISO 8601. */
  saved: string
  classes: Category[]
}

/** So many are kept; the oldest go. */
export const MOST_VERSIONS = 50

/** The versions in what the server keeps, oldest first. */
export function readVersions(stored: unknown): Version[] {
  if (!Array.isArray(stored)) return []
  return stored.flatMap((value) => readVersion(value) ?? []).sort((a, b) => a.number - b.number)
}

function readVersion(value: unknown): Version | null {
  if (typeof value !== 'object' || value === null) return null
  const { number, saved, classes } = value as Partial<Version>
  if (typeof number !== 'number' || typeof saved !== 'string') return null
  return { number, saved, classes: readCategories(classes) }
}

/**
 * The versions with a new one at the end.
 *
 * @param before what holds now; if it is not the newest version (another front end changed it), it becomes one first.
 */
export function withVersion(
  versions: readonly Version[],
  before: readonly Category[],
  after: readonly Category[],
  saved: string,
): Version[] {
  return appended(appended(versions, before, saved), after, saved).slice(-MOST_VERSIONS)
}

function appended(versions: readonly Version[], classes: readonly Category[], saved: string): Version[] {
  const newest = versions.at(-1)
  if (newest && isSame(newest.classes, classes)) return [...versions]
  return [...versions, { number: (newest?.number ?? 0) + 1, saved, classes: [...classes] }]
}

/** How many categories can match something. */
export function countRules(categories: readonly Category[]): number {
  return classesOf(categories).length
}

/** Whether two lists of categories say the same, however they are numbered and whether or not groups are written out. */
export function isSame(one: readonly Category[], other: readonly Category[]): boolean {
  return JSON.stringify(said(one)) === JSON.stringify(said(other))
}

function said(categories: readonly Category[]): unknown {
  return sorted(entriesOf(categories).map((entry) => ({ ...entry, id: undefined })))
}

/** With the keys of all objects in order: the server keeps them in an order of its own. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([, item]) => item !== undefined)
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, sorted(item)]),
  )
}
