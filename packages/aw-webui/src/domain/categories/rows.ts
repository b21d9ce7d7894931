/** The tree of categories as the rows that are on screen, and the row that each key goes to. */

import type { Entry, Node, Place } from '@/domain/categories/tree'

export interface Row {
  entry: Entry
  /** 1 at the top. */
  level: number
  hasChildren: boolean
  isOpen: boolean
  /** Its place among its siblings, from 1, and how many they are. */
  place: number
  siblings: number
  parent: Entry | null
}

export function rowsOf(nodes: readonly Node[], closed: ReadonlySet<number>): Row[] {
  return below(nodes, closed, 1, null)
}

function below(
  nodes: readonly Node[],
  closed: ReadonlySet<number>,
  level: number,
  parent: Entry | null,
): Row[] {
  return nodes.flatMap(({ entry, children }, index) => {
    const hasChildren = children.length > 0
    const isOpen = hasChildren && !closed.has(entry.id)
    const row = { entry, level, hasChildren, isOpen, place: index + 1, siblings: nodes.length, parent }
    return [row, ...(isOpen ? below(children, closed, level + 1, entry) : [])]
  })
}

/** Where Alt with an arrow puts a category: up and down among its siblings, out of its parent, into the one above. */
export function placeForKey(
  key: string,
  entry: Entry,
  siblings: readonly Entry[],
  parent: Entry | null,
): Place | null {
  const at = siblings.findIndex(({ id }) => id === entry.id)
  const previous = siblings[at - 1]
  const next = siblings[at + 1]
  if (key === 'ArrowUp') return previous ? { before: previous } : null
  if (key === 'ArrowDown') return next ? { after: next } : null
  if (key === 'ArrowRight') return previous ? { parent: previous.name } : null
  if (key === 'ArrowLeft') return parent ? { after: parent } : null
  return null
}

/** Where something dropped on a row goes: before it, into it, or after it. */
export type DropZone = 'before' | 'into' | 'after'

/** @param share how far down the row it was dropped, 0 to 1. */
export function zoneAt(share: number): DropZone {
  if (share < 0.25) return 'before'
  return share > 0.75 ? 'after' : 'into'
}

export function placeForZone(zone: DropZone, entry: Entry): Place {
  if (zone === 'into') return { parent: entry.name }
  return zone === 'before' ? { before: entry } : { after: entry }
}
