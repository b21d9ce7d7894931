/** Categories laid out as rings and as areas. */

import { hierarchy, type HierarchyNode, partition, treemap, treemapSquarify } from 'd3-hierarchy'
import { arc } from 'd3-shape'

import type { CategoryNode } from '@/domain/activity/tree'

/** A category with its place. */
export interface Placed {
  node: CategoryNode
  /** 1 for a top category. */
  depth: number
}

export interface Ring extends Placed {
  /** An SVG path around the centre. */
  path: string
}

export interface Area extends Placed {
  x: number
  y: number
  width: number
  height: number
  isLeaf: boolean
}

/** What is narrower than this share of the whole circle is left out: it could be neither seen nor pointed at. */
const LEAST = 0.002

/** The categories as rings, top categories inside; the angle is the share of all time. */
export function rings(trees: readonly CategoryNode[], radius: number): Ring[] {
  const root = partition<CategoryNode>().size([2 * Math.PI, 1])(rooted(trees))
  const hole = radius * 0.38
  const width = (radius - hole) / Math.max(1, root.height)
  const draw = arc<{ x0: number; x1: number; depth: number }>()
    .startAngle(({ x0 }) => x0)
    .endAngle(({ x1 }) => x1)
    .padAngle(0.006)
    .padRadius(radius / 2)
    .innerRadius(({ depth }) => hole + (depth - 1) * width)
    .outerRadius(({ depth }) => hole + depth * width - 1)
  return root
    .descendants()
    .filter(({ depth, x0, x1 }) => depth > 0 && x1 - x0 > LEAST * 2 * Math.PI)
    .map(({ data, x0, x1, depth }) => ({ node: data, depth, path: draw({ x0, x1, depth }) ?? '' }))
}

/** Where the name of a top category stands inside of its area, in pixels. */
const TITLE = 18

/** The categories as areas; those below a category lie within it. */
export function areas(trees: readonly CategoryNode[], width: number, height: number): Area[] {
  if (width <= 0 || height <= 0) return []
  const layout = treemap<CategoryNode>()
    .tile(treemapSquarify)
    .size([width, height])
    .paddingInner(2)
    .paddingTop(({ depth }) => (depth > 0 ? TITLE : 0))
    .round(true)
  return layout(rooted(trees))
    .descendants()
    .filter(({ depth, x0, x1, y0, y1 }) => depth > 0 && x1 > x0 && y1 > y0)
    .map(({ data, depth, children, x0, x1, y0, y1 }) => ({
      node: data,
      depth,
      x: x0,
      y: y0,
      width: x1 - x0,
      height: y1 - y0,
      isLeaf: !children,
    }))
}

/** One tree of all; a category's own time is what its children do not fill. */
function rooted(trees: readonly CategoryNode[]): HierarchyNode<CategoryNode> {
  const all: CategoryNode = { name: [], seconds: 0, own: 0, children: [...trees] }
  return hierarchy(all, ({ children }) => children)
    .sum(({ own }) => own)
    .sort((a, b) => (b.value ?? 0) - (a.value ?? 0))
}
