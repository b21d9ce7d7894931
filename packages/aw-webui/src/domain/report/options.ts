/** How a work report is made, as it is kept among the settings. */

import { isRecord, ownValue } from '@/domain/record'
import { isUncategorized, isWithin, pathOf } from '@/domain/categories/category'
import type { Rename } from '@/domain/categories/renames'
import { type Direction, isDirection, isStep, type Step } from '@/domain/report/rounding'
import { recordOf } from '@/domain/settings/shared'

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

/**
 * What is to be kept once some options were changed. With the first of them it is kept what the report is about: no
 * category that comes or goes makes it another report.
 *
 * @param known the paths of the person's categories.
 */
export function withOptions(
  stored: unknown,
  changes: Partial<ReportOptions>,
  known: readonly (readonly string[])[],
): Record<string, unknown> {
  return { ...recordOf(stored), categories: readOptions(stored, known).categories, ...changes }
}

/**
 * What is to be kept once categories were renamed or moved: it is about the same ones, at the same rates.
 *
 * @param known the paths of the categories before.
 */
export function withRenames(
  stored: unknown,
  renames: readonly Rename[],
  known: readonly (readonly string[])[],
): Record<string, unknown> {
  const names = new Map(renames.map(({ from, to }) => [pathOf(from), [...to]]))
  const categories = readOptions(stored, known).categories.map((path) => names.get(pathOf(path)) ?? path)
  const { rates } = recordOf(stored)
  return {
    ...recordOf(stored),
    categories: [...new Map(categories.map((path) => [pathOf(path), path])).values()],
    ...(isRecord(rates) && { rates: renamedKeys(rates, names) }),
  }
}

/** A rate that was there under the new name belonged to a category that is gone. */
function renamedKeys(
  rates: Readonly<Record<string, unknown>>,
  names: ReadonlyMap<string, readonly string[]>,
): Record<string, unknown> {
  const [others, followed] = [false, true].map((isRenamed) =>
    Object.entries(rates).filter(([path]) => names.has(path) === isRenamed),
  )
  const moved = followed?.map(([path, rate]) => [pathOf(names.get(path) ?? []), rate] as const) ?? []
  return Object.fromEntries([...(others ?? []), ...moved])
}

/** Whether the report names one of these categories, also where it does so only by its usual options. */
export function isAffected(
  stored: unknown,
  renames: readonly Rename[],
  known: readonly (readonly string[])[],
): boolean {
  const { categories, rates } = readOptions(stored, known)
  const named = new Set([...categories.map(pathOf), ...Object.keys(rates)])
  return renames.some(({ from }) => named.has(pathOf(from)))
}

/** What the options name that is no category any more: paths as texts. */
export function goneFrom(
  { categories, rates }: Pick<ReportOptions, 'categories' | 'rates'>,
  known: readonly (readonly string[])[],
): string[] {
  const isThere = (path: readonly string[]) =>
    isUncategorized(path) || known.some((name) => isWithin(name, path))
  const paths = new Set(known.flatMap((name) => name.map((_, depth) => pathOf(name.slice(0, depth + 1)))))
  const gone = [
    ...categories.filter((path) => !isThere(path)).map(pathOf),
    ...Object.keys(rates).filter((path) => !paths.has(path) && !isUncategorized([path])),
  ]
  return [...new Set(gone)]
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
