/** How a work report is made, as it is kept among the settings. */

import { isRecord, ownValue } from '@/domain/record'
import { pathOf } from '@/domain/categories/category'
import { type Direction, isDirection, isStep, type Step } from '@/domain/report/rounding'

export interface ReportOptions {
  /** Whole paths; what stands below them is part of the report too. All time if it is empty. */
  categories: string[][]
  /** Breaks between work of up to so many minutes count. */
  longestBreak: number
  step: Step
  direction: Direction
  /** For an hour, in `currency`; 0 where no money is asked for. */
  rate: number
  /** Rates of single categories by their path as text; what stands below them has it too. */
  rates: Record<string, number>
  /** Stands behind amounts: `EUR`, `€`. */
  currency: string
}

/** The names under which the server keeps the options and the notes. */
export const OPTIONS_SETTING = 'report_options'
export const NOTES_SETTING = 'report_notes'

export const LONGEST_BREAK = 30

const DEFAULTS: ReportOptions = {
  categories: [],
  longestBreak: 10,
  step: 0,
  direction: 'up',
  rate: 0,
  rates: {},
  currency: '',
}

/**
 * The options in what the server keeps; where it keeps none, or one of another kind, the usual one.
 *
 * @param known the paths of the person's categories: the usual report is about `Work` where there is one.
 */
export function readOptions(stored: unknown, known: readonly (readonly string[])[]): ReportOptions {
  const usual = { ...DEFAULTS, categories: known.some(([top]) => top === 'Work') ? [['Work']] : [] }
  if (!isRecord(stored)) return usual
  const { categories, longestBreak, step, direction, rate, rates, currency } = stored
  return {
    categories: Array.isArray(categories) ? categories.filter(isPath) : usual.categories,
    longestBreak: isAmount(longestBreak) ? Math.min(longestBreak, LONGEST_BREAK) : usual.longestBreak,
    step: isStep(step) ? step : usual.step,
    direction: isDirection(direction) ? direction : usual.direction,
    rate: isAmount(rate) ? rate : usual.rate,
    rates: isRecord(rates) ? onlyAmounts(rates) : usual.rates,
    currency: typeof currency === 'string' ? currency : usual.currency,
  }
}

/** The notes by day (`2025-06-10`). */
export function readNotes(stored: unknown): Record<string, string> {
  if (!isRecord(stored)) return {}
  return Object.fromEntries(
    Object.entries(stored).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}

/** What an hour in a category costs: its own rate, or that of the nearest category above, or the usual one. */
export function rateOf(name: readonly string[], { rate, rates }: ReportOptions): number {
  for (let depth = name.length; depth > 0; depth -= 1) {
    const own = ownValue(rates, pathOf(name.slice(0, depth)))
    if (own !== undefined) return own
  }
  return rate
}

/** A record with the value under the key, or without the key if it is null. */
export function withValue<Value>(
  record: Readonly<Record<string, Value>>,
  key: string,
  value: Value | null,
): Record<string, Value> {
  const others = Object.entries(record).filter(([name]) => name !== key)
  return Object.fromEntries(value === null ? others : [...others, [key, value]])
}

/** Whether any amount is to be shown. */
export function hasRates({ rate, rates }: ReportOptions): boolean {
  return rate > 0 || Object.values(rates).some((one) => one > 0)
}

function onlyAmounts(rates: Record<string, unknown>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(rates).filter((entry): entry is [string, number] => isAmount(entry[1])),
  )
}

function isAmount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0
}

function isPath(value: unknown): value is string[] {
  return Array.isArray(value) && value.length > 0 && value.every((part) => typeof part === 'string')
}
