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
  const found = new Map<string, Tint>()
  const tintOf = (name: readonly string[]): Tint => {
    const path = pathOf(name)
    const known = found.get(path) ?? chooseTint(name, own, tops, tintOf, categories)
    found.set(path, known)
    return known
  }
  return (name) => cssOf(tintOf(name))
}

/** So much of a colour, from 0 to 1; the rest is what the theme tints with. */
interface Tint {
  color: string
  share: number
}

/**
 * One mixture, however deep the category is: browsers take twice as long for each mixture within another.
 */
function cssOf({ color, share }: Tint): string {
  return share === 1 ? color : `color-mix(in oklab, ${color} ${+(share * 100).toFixed(3)}%, var(--tint))`
}

/** A category's own colour as CSS: of the palette in the variant that fits the theme. Null if it is no colour. */
export function ownColor(code: unknown): string | null {
  if (typeof code !== 'string' || !COLOR.test(code)) return null
  return PALETTE[PALETTE_CODES.indexOf(code.toLowerCase())] ?? code
}

/** A code, a name, or a function of numbers: nothing that could load an address. */
const COLOR = /^(#([\da-f]{3,4}|[\da-f]{6}|[\da-f]{8})|[a-z]+|(rgb|hsl)a?\([\d\s.,%/]+\))$/i

function chooseTint(
  name: readonly string[],
  own: ReadonlyMap<string, string>,
  tops: readonly string[],
  tintOf: (name: readonly string[]) => Tint,
  categories: readonly Category[],
): Tint {
  const mine = own.get(pathOf(name))
  if (mine) return { color: mine, share: 1 }
  if (!name.length || isUncategorized(name)) return { color: UNCATEGORIZED_COLOR, share: 1 }
  if (name.length > 1) return tinted(tintOf(name.slice(0, -1)), rankAmongSiblings(name, categories))
  return { color: hueOf(name[0] ?? '', tops), share: 1 }
}

function hueOf(top: string, tops: readonly string[]): string {
  const place = tops.indexOf(top)
  return PALETTE[(place < 0 ? hash(top) : place) % PALETTE.length] ?? UNCATEGORIZED_COLOR
}

/** The first child keeps nearly the parent's colour; further ones are lighter or darker by turns. */
function tinted({ color, share }: Tint, rank: number): Tint {
  const next = share * (0.88 - (rank % 5) * 0.12)
  return { color, share: next < FAINTEST ? next + 1 - FAINTEST : next }
}

/** A share below this could hardly be seen: far below, the tints begin anew. */
const FAINTEST = 0.15

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
