/** The keys of the tree: arrows choose, Alt with arrows moves, Enter edits, Delete removes. */

import { type Row } from '@/domain/categories/rows'

export interface TreeActions {
  rows: () => readonly Row[]
  select: (id: number) => void
  open: (id: number) => void
  close: (id: number) => void
  edit: () => void
  remove: (id: number) => void
  move: (row: Row, key: string) => void
}

export function useTreeKeys(actions: TreeActions) {
  function onKey(event: KeyboardEvent, row: Row): void {
    if (event.ctrlKey || event.metaKey) return
    if (event.altKey ? !event.key.startsWith('Arrow') : !isKnown(event.key)) return
    event.preventDefault()
    event.stopPropagation()
    if (event.altKey) actions.move(row, event.key)
    else act(event.key, row)
  }

  function act(key: string, row: Row): void {
    const { id } = row.entry
    if (key === 'Enter' || key === 'F2') actions.edit()
    else if (key === 'Delete') actions.remove(id)
    else if (key === ' ') actions.select(id)
    else if (key === 'ArrowRight') inward(row)
    else if (key === 'ArrowLeft') outward(row)
    else step(key, row)
  }

  function inward(row: Row): void {
    if (row.hasChildren && !row.isOpen) actions.open(row.entry.id)
    else if (row.isOpen) step('ArrowDown', row)
  }
  function outward(row: Row): void {
    if (row.isOpen) actions.close(row.entry.id)
    else if (row.parent) actions.select(row.parent.id)
  }
  function step(key: string, row: Row): void {
    const rows = actions.rows()
    const at = rows.findIndex(({ entry }) => entry.id === row.entry.id)
    const target = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: rows.length - 1 }[key]
    const found = target === undefined ? undefined : rows[target]
    if (found) actions.select(found.entry.id)
  }
  return { onKey }
}

const KEYS = ['Enter', 'F2', 'Delete', ' ', 'ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End']

function isKnown(key: string): boolean {
  return KEYS.includes(key)
}
