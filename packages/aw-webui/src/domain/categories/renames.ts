/** Which categories were renamed or moved while they were edited, so that what names them elsewhere can follow. */

import { isSameName, pathOf } from '@/domain/categories/category'
import type { Entry } from '@/domain/categories/tree'

/** By the id of each entry what it was called when editing began; entries that were made since are not in it. */
export type Origins = ReadonlyMap<number, readonly string[]>

/** A category that was called `from` and is called `to`. */
export interface Rename {
  from: readonly string[]
  to: readonly string[]
}

/** The origins of entries that nobody has edited yet. */
export function originsOf(entries: readonly Entry[]): Origins {
  return new Map(entries.map(({ id, name }) => [id, name]))
}

/** After a step of editing: who was there still comes from where it came from. */
export function originsAfter(next: readonly Entry[], origins: Origins): Origins {
  return new Map(
    next.flatMap(({ id }) => {
      const origin = origins.get(id)
      return origin ? [[id, origin] as const] : []
    }),
  )
}

/** After all were replaced by others, whose ids say nothing: who is called the same is taken to be the same. */
export function originsByName(next: readonly Entry[], before: readonly Entry[], origins: Origins): Origins {
  return new Map(
    next.flatMap(({ id, name }) => {
      const same = before.find((one) => isSameName(one.name, name))
      const origin = same && origins.get(same.id)
      return origin ? [[id, origin] as const] : []
    }),
  )
}

/** What is called otherwise than when editing began; not where another of the same name has kept it. */
export function renamesOf(entries: readonly Entry[], origins: Origins): Rename[] {
  const known = entries.flatMap(({ id, name }) => {
    const from = origins.get(id)
    return from ? [{ from, to: name }] : []
  })
  const kept = new Set(known.filter(({ from, to }) => isSameName(from, to)).map(({ to }) => pathOf(to)))
  return known.filter(({ from, to }) => !isSameName(from, to) && !kept.has(pathOf(from)))
}
