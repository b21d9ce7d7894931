/**
 * Resolutions, and the tiles that time is cut into at each of them.
 *
 * A level has columns of one length and tiles of as many columns each. Columns of up to an hour lie on a grid from
 * 1970; longer ones begin with the person's days, so a day that has 23 or 25 hours is still one column.
 */

import { Temporal } from 'temporal-polyfill'

import { type Calendar, dateAt, type Interval, startOfDate } from '@/domain/time/calendar'
import { spanOf } from '@/domain/timeline/view'

export type Level = { kind: 'fixed'; column: number } | { kind: 'days'; column: number; days: number }

const SECOND = 1000
const MINUTE = 60_000
const HOUR = 3_600_000
const DAY = 86_400_000

/** Columns in a tile of a fixed level. */
const COLUMNS = 120

/** A column is at least so many pixels wide. */
const NARROWEST_COLUMN = 3

const FIXED = [
  SECOND,
  2 * SECOND,
  5 * SECOND,
  10 * SECOND,
  30 * SECOND,
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  HOUR,
]

/** From fine to coarse. */
export const LEVELS: readonly Level[] = [
  ...FIXED.map((column): Level => ({ kind: 'fixed', column })),
  { kind: 'days', column: 3 * HOUR, days: 16 },
  { kind: 'days', column: 6 * HOUR, days: 32 },
  { kind: 'days', column: DAY, days: 128 },
  { kind: 'days', column: 7 * DAY, days: 896 },
]

/** One tile of a level. */
export interface TileKey {
  level: number
  index: number
}

/** The finest level whose columns are wide enough to be seen. */
export function levelFor(view: Interval, width: number): number {
  const least = (spanOf(view) / Math.max(width, 1)) * NARROWEST_COLUMN
  const found = LEVELS.findIndex(({ column }) => column >= least)
  return found < 0 ? LEVELS.length - 1 : found
}

/** Most places that are remembered; they are worked out anew after that. */
const REMEMBERED = 20_000

/** The tiles of all levels in a person's calendar. What was worked out once is remembered: it is asked on every frame. */
export class Grid {
  readonly #intervals = new Map<string, Interval>()
  readonly #covers = new Map<string, TileKey[]>()

  constructor(readonly calendar: Calendar) {}

  /** The tiles of a level that an interval touches, in order. */
  tilesIn(interval: Interval, level: number): TileKey[] {
    const first = this.#indexAt(interval.start, level)
    const last = this.#indexAt(interval.end - 1, level)
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, step) => ({
      level,
      index: first + step,
    }))
  }

  /** The tiles of another level that a tile touches, in order. */
  covering(tile: TileKey, level: number): TileKey[] {
    const key = `${tile.level} ${tile.index} ${level}`
    return remembered(this.#covers, key, () => this.tilesIn(this.intervalOf(tile), level))
  }

  /** The time of a tile. */
  intervalOf(tile: TileKey): Interval {
    return remembered(this.#intervals, `${tile.level} ${tile.index}`, () => this.#measure(tile))
  }

  /** Where the columns of a tile begin, and where the last one ends. */
  bordersOf(tile: TileKey): number[] {
    const level = levelOf(tile.level)
    const { start, end } = this.intervalOf(tile)
    if (level.kind === 'fixed') return [...range(COLUMNS).map((index) => start + index * level.column), end]
    const first = tile.index * level.days
    const whole = Math.max(1, level.column / DAY)
    const days = range(level.days / whole).map((index) => this.#startOfDay(first + index * whole))
    return [...days.flatMap((day) => partsOfDay(day, level.column)), end]
  }

  #measure({ level, index }: TileKey): Interval {
    const found = levelOf(level)
    if (found.kind === 'fixed') {
      const span = found.column * COLUMNS
      return { start: index * span, end: (index + 1) * span }
    }
    return { start: this.#startOfDay(index * found.days), end: this.#startOfDay((index + 1) * found.days) }
  }

  #indexAt(moment: number, level: number): number {
    const found = levelOf(level)
    if (found.kind === 'fixed') return Math.floor(moment / (found.column * COLUMNS))
    return Math.floor(MONDAY.until(dateAt(moment, this.calendar)).days / found.days)
  }

  #startOfDay(day: number): number {
    return startOfDate(MONDAY.add({ days: day }), this.calendar)
  }
}

/** Days are counted from a Monday, so that columns of seven are weeks. */
const MONDAY = Temporal.PlainDate.from('1970-01-05')

/** Equal parts from the start of a day; the last one is longer or shorter where clocks change. */
function partsOfDay(start: number, column: number): number[] {
  return range(Math.max(1, DAY / column)).map((part) => start + part * column)
}

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index)
}

function levelOf(level: number): Level {
  const found = LEVELS[level]
  if (!found) throw new RangeError(`there are levels 0 to ${LEVELS.length - 1}, not ${level}`)
  return found
}

function remembered<Value>(memory: Map<string, Value>, key: string, make: () => Value): Value {
  const known = memory.get(key)
  if (known !== undefined) return known
  if (memory.size >= REMEMBERED) memory.clear()
  const value = make()
  memory.set(key, value)
  return value
}
