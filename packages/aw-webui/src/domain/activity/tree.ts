/** Time by category, as a tree. */

import { isUncategorized, isWithin, pathOf } from '@/domain/categories/category'
import type { AwEvent } from '@/domain/events/event'

export interface CategoryNode {
  /** The whole path. */
  name: readonly string[]
  /** With all that stands below it. */
  seconds: number
  /** Without what stands below it. */
  own: number
  /** Longest first. */
  children: CategoryNode[]
}

/** The category that the server put an event into; empty where it was not asked to. */
export function categoryOf(event: AwEvent): readonly string[] {
  const name = event.data['$category']
  return Array.isArray(name) ? name.filter((part) => typeof part === 'string') : []
}

/** The trees of the top categories, longest first, what is without a category last. */
export function categoryTrees(events: readonly AwEvent[]): CategoryNode[] {
  const own = new Map<string, number>()
  const names = new Map<string, readonly string[]>()
  for (const event of events) {
    const name = categoryOf(event)
    own.set(pathOf(name), (own.get(pathOf(name)) ?? 0) + event.duration)
    name.forEach((_, depth) => names.set(pathOf(name.slice(0, depth + 1)), name.slice(0, depth + 1)))
  }
  return childrenOf([], [...names.values()], own)
}

function childrenOf(
  parent: readonly string[],
  names: readonly (readonly string[])[],
  own: ReadonlyMap<string, number>,
): CategoryNode[] {
  const below = names.filter((name) => name.length > parent.length && isWithin(name, parent))
  return below
    .filter((name) => name.length === parent.length + 1)
    .map((name) => nodeOf(name, below, own))
    .sort(byTime)
}

function nodeOf(
  name: readonly string[],
  names: readonly (readonly string[])[],
  own: ReadonlyMap<string, number>,
): CategoryNode {
  const children = childrenOf(name, names, own)
  const mine = own.get(pathOf(name)) ?? 0
  const seconds = children.reduce((sum, child) => sum + child.seconds, mine)
  return { name, seconds, own: mine, children }
}

function byTime(a: CategoryNode, b: CategoryNode): number {
  return Number(isUncategorized(a.name)) - Number(isUncategorized(b.name)) || b.seconds - a.seconds
}

/** All categories of trees, each parent before its children: the order in which charts stack them. */
export function flattened(trees: readonly CategoryNode[]): CategoryNode[] {
  return trees.flatMap((node) => [node, ...flattened(node.children)])
}
