/** Pictures of tiles in memory: found by lane and place, the least used ones forgotten. */

import type { Interval } from '@/domain/time/calendar'
import { type Grid, LEVELS, type TileKey } from '@/domain/timeline/levels'
import { type Picture, weightOf } from '@/domain/timeline/picture'

interface Entry {
  lane: string
  picture: Picture
  weight: number
  /** Milliseconds since 1970 from which on it should be asked for again; it is shown until then and after. */
  staleAt: number
}

/** A part of a lane with what is known of it. */
export interface Piece extends Interval {
  picture: Picture
}

/** How many events and parts of columns are kept. */
const MOST = 250_000

/** How many levels finer tiles are looked at to fill in for a missing one: further ones are too small. */
const FINER = 3

export class TileStore {
  readonly #entries = new Map<string, Entry>()
  readonly #most: number
  #weight = 0

  constructor(
    readonly grid: Grid,
    most: number = MOST,
  ) {
    this.#most = most
  }

  get weight(): number {
    return this.#weight
  }

  put(lane: string, tile: TileKey, picture: Picture, staleAt: number): void {
    const key = keyOf(lane, tile)
    this.#remove(key)
    const weight = weightOf(picture) + 1
    this.#entries.set(key, { lane, picture, weight, staleAt })
    this.#weight += weight
    for (const oldest of this.#entries.keys()) {
      if (this.#weight <= this.#most || oldest === key) break
      this.#remove(oldest)
    }
  }

  get(lane: string, tile: TileKey): Picture | null {
    const key = keyOf(lane, tile)
    const entry = this.#entries.get(key)
    if (!entry) return null
    // Put it last: it is used.
    this.#entries.delete(key)
    this.#entries.set(key, entry)
    return entry.picture
  }

  /** Whether a tile has to be asked for. */
  isWanted(lane: string, tile: TileKey, now: number): boolean {
    const entry = this.#entries.get(keyOf(lane, tile))
    return !entry || entry.staleAt <= now
  }

  /** All of the lanes that are meant has to be asked for again, and is shown meanwhile. */
  makeStale(isMeant: (lane: string) => boolean): void {
    for (const entry of this.#entries.values()) if (isMeant(entry.lane)) entry.staleAt = 0
  }

  /** Whether coarser tiles hold all single events of a tile: few enough to draw each were in them. */
  isKnownAbove(lane: string, tile: TileKey, now: number): boolean {
    return LEVELS.slice(tile.level + 1).some((_, above) =>
      this.grid
        .covering(tile, tile.level + 1 + above)
        .every((wider) => this.#hasFreshSpans(lane, wider, now)),
    )
  }

  #hasFreshSpans(lane: string, tile: TileKey, now: number): boolean {
    const entry = this.#entries.get(keyOf(lane, tile))
    return entry?.picture.kind === 'spans' && entry.staleAt > now
  }

  /** The best that is known of some tiles, from left to right; what nothing is known of is left out. */
  pieces(lane: string, tiles: readonly TileKey[]): Piece[] {
    return tiles.flatMap((tile) => {
      const picture = this.get(lane, tile)
      if (picture) return [{ ...this.grid.intervalOf(tile), picture }]
      return (
        this.#fromLevels(lane, tile, coarser(tile.level)) ??
        this.#fromLevels(lane, tile, finer(tile.level)) ??
        []
      )
    })
  }

  /** What the first level that knows anything has of a tile's time. */
  #fromLevels(lane: string, tile: TileKey, levels: readonly number[]): Piece[] | null {
    const place = this.grid.intervalOf(tile)
    for (const level of levels) {
      const found = this.grid.covering(tile, level).flatMap((other) => {
        const picture = this.get(lane, other)
        return picture ? [{ ...cut(this.grid.intervalOf(other), place), picture }] : []
      })
      if (found.length) return found
    }
    return null
  }

  #remove(key: string): void {
    this.#weight -= this.#entries.get(key)?.weight ?? 0
    this.#entries.delete(key)
  }
}

function coarser(level: number): number[] {
  return LEVELS.map((_, index) => index).slice(level + 1)
}

function finer(level: number): number[] {
  return LEVELS.map((_, index) => index)
    .slice(Math.max(0, level - FINER), level)
    .reverse()
}

function keyOf(lane: string, { level, index }: TileKey): string {
  return `${lane}\0${level}\0${index}`
}

function cut(one: Interval, other: Interval): Interval {
  return { start: Math.max(one.start, other.start), end: Math.min(one.end, other.end) }
}
