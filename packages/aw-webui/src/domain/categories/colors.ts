/** The colour of each category: its own, its parent's tint, or one of twelve that most eyes tell apart. */

import { type Category, isUncategorized, pathOf } from '@/domain/categories/category'

/** Names of CSS variables with a light and a dark variant each: src/styles/tokens.css. */
export const PALETTE: readonly string[] = Array.from({ length: 12 }, (_, hue) => `var(--hue-${hue})`)

/** The palette's light variants: what is kept when one is chosen, so that other front ends can show it as well. */
export const PALETTE_CODES: readonly string[] = [
  '#2f6fb5',
  '#e0962b',
  '#178a72',
  '#c94f4a',
  '#7d62b8',
  '#8fae2b',
  '#4db3d1',
  '#a65a2a',
  '#d96fa8',
  '#3d4f7d',
  '#c9b52f',
  '#5f8a5a',
]

export const UNCATEGORIZED_COLOR = 'var(--uncategorized)'

/** Finds the colour of any category, those without a rule too. */
export type ColorOf = (name: readonly string[]) => string

/** Top categories take the palette's colours in their order; what stands below them takes tints. */
export function categoryColors(categories: readonly Category[]): ColorOf {
  const own = new Map(
    categories.flatMap(({ name, data }) => {
      const color = ownColor(data?.color)
      return color ? [[pathOf(name), color] as const] : []
    }),
  )
  const tops = [...new Set(categories.map(({ name }) => name[0] ?? ''))]
  const found = new Map<string, string>()
  const colorOf: ColorOf = (name) => {
    const path = pathOf(name)
    let color = found.get(path)
    if (color === undefined) {
      color = chooseColor(name, own, tops, colorOf, categories)
      found.set(path, color)
    }
    return color
  }
  return colorOf
}

/** A category's own colour as CSS: of the palette in the variant that fits the theme. Null if it is no colour. */
export function ownColor(code: unknown): string | null {
  if (typeof code !== 'string' || !COLOR.test(code)) return null
  return PALETTE[PALETTE_CODES.indexOf(code.toLowerCase())] ?? code
}

/** A code, a name, or a function of numbers: nothing that could load an address. */
const COLOR = /^(#([\da-f]{3,4}|[\da-f]{6}|[\da-f]{8})|[a-z]+|(rgb|hsl)a?\([\d\s.,%/]+\))$/i

function chooseColor(
  name: readonly string[],
  own: ReadonlyMap<string, string>,
  tops: readonly string[],
  colorOf: ColorOf,
  categories: readonly Category[],
): string {
  const mine = own.get(pathOf(name))
  if (mine) return mine
  if (!name.length || isUncategorized(name)) return UNCATEGORIZED_COLOR
  if (name.length > 1) return tint(colorOf(name.slice(0, -1)), rankAmongSiblings(name, categories))
  return hueOf(name[0] ?? '', tops)
}

function hueOf(top: string, tops: readonly string[]): string {
  const place = tops.indexOf(top)
  return PALETTE[(place < 0 ? hash(top) : place) % PALETTE.length] ?? UNCATEGORIZED_COLOR
}

/** The first child keeps nearly the parent's colour; further ones are lighter or darker by turns. */
function tint(color: string, rank: number): string {
  const share = 88 - (rank % 5) * 12
  return `color-mix(in oklab, ${color} ${share}%, var(--tint))`
}

function rankAmongSiblings(name: readonly string[], categories: readonly Category[]): number {
  const parent = pathOf(name.slice(0, -1))
  const siblings = categories.filter(
    (one) => one.name.length === name.length && pathOf(one.name.slice(0, -1)) === parent,
  )
  const rank = siblings.findIndex((one) => pathOf(one.name) === pathOf(name))
  return rank < 0 ? hash(pathOf(name)) : rank
}

function hash(text: string): number {
  let value = 0
  for (const sign of text) value = (Math.imul(value, 31) + (sign.codePointAt(0) ?? 0)) >>> 0
  return value
}
