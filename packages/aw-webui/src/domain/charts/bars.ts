/** Stacked bars over time: what they are made of, and where their marks and labels stand. */

import type { Interval } from '@/domain/time/calendar'

/** A piece of a bar: the time that one thing, such as a category, took. */
export interface BarPart {
  key: string
  name: string
  seconds: number
  /** Any CSS colour. */
  color: string
}

/** A bar: a stretch of time and what it went to, lowest piece first. */
export interface BarBin extends Interval {
  /** Stands below the bar, short: `08`, `Mon 3`. */
  label: string
  /** The full name of the time, for the split and for screen readers; the label if it is absent. */
  title?: string
  parts: readonly BarPart[]
}

/** The seconds of all pieces. */
export function totalOf(bin: BarBin): number {
  return bin.parts.reduce((sum, { seconds }) => sum + seconds, 0)
}

/** A piece with its place: seconds below it and the seconds up to its upper edge. */
export interface StackedPart extends BarPart {
  from: number
  to: number
}

/** The pieces one on top of the other. */
export function stacked(parts: readonly BarPart[]): StackedPart[] {
  let from = 0
  return parts.map((part) => {
    const to = from + part.seconds
    const piece = { ...part, from, to }
    from = to
    return piece
  })
}

const MINUTE = 60
const HOUR = 3600
const STEPS = [
  ...[1, 5, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 4, 6, 12, 24, 50, 100].map((hours) => hours * HOUR),
]

/** Four quarters are an hour; what is longer is marked by halves, so that no mark reads 1 h 15 min. */
const MOST_MARKS = 4
/** So little of a step too much, from rounding, is no reason for another mark. */
const SLACK = 0.001

/** How wide the scale to the left of a chart is, its longest label and some room; in pixels. */
export const SCALE_WIDTH = 56

/** Marks at round times, from 0 to the first that is not below the longest bar; at most four above 0. */
export function ticksFor(longest: number): number[] {
  const step = STEPS.find((one) => longest / one <= MOST_MARKS + SLACK) ?? roundHours(longest / MOST_MARKS)
  const count = Math.max(1, Math.ceil(longest / step - SLACK))
  return Array.from({ length: count + 1 }, (_, index) => index * step)
}

/** `15 min`, `1 h`, `1.5 h`: short, as a mark on a scale. */
export function tickLabel(seconds: number, locale?: string): string {
  if (seconds < HOUR) return `${Math.round(seconds / MINUTE)} min`
  return `${new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }).format(seconds / HOUR)} h`
}

/** Every how many-th bar has its label so that labels of a width fit side by side. */
export function labelEvery(count: number, width: number, labelWidth: number): number {
  if (width <= 0) return count
  const fitting = Math.max(1, Math.floor(width / labelWidth))
  const least = Math.ceil(count / fitting)
  return [1, 2, 3, 4, 6, 7, 12, 14].find((step) => step >= least) ?? least
}

/** The time that bars from one to another cover, in whichever order they are given. */
export function rangeOf(bins: readonly Interval[], one: number, other: number): Interval | null {
  const first = bins[Math.min(one, other)]
  const last = bins[Math.max(one, other)]
  return first && last ? { start: first.start, end: last.end } : null
}

function roundHours(seconds: number): number {
  return Math.ceil(seconds / (100 * HOUR)) * 100 * HOUR
}
