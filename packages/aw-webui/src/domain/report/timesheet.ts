/** A timesheet: the hours of each day, what they went to and what they cost; its sums add up to the unit. */

import { pathOf, UNCATEGORIZED } from '@/domain/categories/category'
import { ownValue } from '@/domain/record'
import { apportion } from '@/domain/report/apportion'
import { rateOf, type ReportOptions } from '@/domain/report/options'
import { rounded } from '@/domain/report/rounding'
import { type Presence, type Session, type WorkDay, workDays } from '@/domain/report/sessions'
import { type Calendar, dateAt, type Interval } from '@/domain/time/calendar'

/** Time in a category on a day. */
export interface CategoryTime {
  name: readonly string[]
  seconds: number
}

/** A category's part of the hours. Breaks that count and rounding are shared out by the time at work itself. */
export interface Share {
  name: readonly string[]
  /** Whole seconds at work itself. */
  worked: number
  /** Whole seconds. */
  seconds: number
  /** Whole hundredths of the currency. */
  cents: number
}

export interface DaySheet {
  /** `2025-06-10` */
  date: string
  interval: Interval
  sessions: readonly Session[]
  /** Whole seconds at work, the sum of those of the shares; and of breaks that count. */
  worked: number
  breaks: number
  /** Whole seconds after rounding; the sum of the shares. */
  hours: number
  /** Whole hundredths of the currency; the sum of the shares. */
  cents: number
  shares: readonly Share[]
  note: string
}

export interface Timesheet {
  /** All days of the range, those without work too. */
  days: readonly DaySheet[]
  worked: number
  breaks: number
  hours: number
  cents: number
  sessions: number
  /** The shares of all days together, most hours first. */
  categories: readonly Share[]
}

/** What is known of the range. */
export interface Work extends Presence {
  days: readonly Interval[]
  /** For each of the days. */
  categories: readonly (readonly CategoryTime[])[]
  notes: Readonly<Record<string, string>>
}

const MINUTE = 60_000

export function timesheetOf(work: Work, options: ReportOptions, calendar: Calendar): Timesheet {
  const sheets = workDays(work, options.longestBreak * MINUTE, work.days)
  const days = work.days.map((interval, index): DaySheet => {
    const date = dateAt(interval.start, calendar).toString()
    const day = sheets[index] ?? NOTHING
    const note = ownValue(work.notes, date) ?? ''
    return { date, interval, note, ...daySheet(day, work.categories[index] ?? [], options) }
  })
  return {
    days,
    worked: sumOf(days, ({ worked }) => worked),
    breaks: sumOf(days, ({ breaks }) => breaks),
    hours: sumOf(days, ({ hours }) => hours),
    cents: sumOf(days, ({ cents }) => cents),
    sessions: sumOf(days, ({ sessions }) => sessions.length),
    categories: together(days),
  }
}

const NOTHING: WorkDay = { sessions: [], worked: 0, breaks: 0 }

function daySheet(
  { sessions, worked, breaks }: WorkDay,
  times: readonly CategoryTime[],
  options: ReportOptions,
) {
  const counted = Math.round((worked + breaks) / 1000)
  const atWork = Math.round(worked / 1000)
  const hours = rounded(counted, options.step, options.direction)
  const shares = sharesOf(hours, atWork, times, options)
  return {
    sessions,
    worked: atWork,
    breaks: counted - atWork,
    hours,
    cents: sumOf(shares, ({ cents }) => cents),
    shares,
  }
}

/** The hours shared out by the time in each category, and the money by what each part costs. */
function sharesOf(
  hours: number,
  atWork: number,
  times: readonly CategoryTime[],
  options: ReportOptions,
): Share[] {
  if (!hours && !atWork) return []
  const given = times.length ? times : [{ name: UNCATEGORIZED, seconds: 1 }]
  const weights = given.map((one) => one.seconds)
  const worked = apportion(atWork, weights)
  const seconds = apportion(hours, weights)
  const costs = given.map(({ name }, index) => ((seconds[index] ?? 0) / 36) * rateOf(name, options))
  const cents = apportion(Math.round(costs.reduce((sum, cost) => sum + cost, 0)), costs)
  return given.map(({ name }, index) => ({
    name,
    worked: worked[index] ?? 0,
    seconds: seconds[index] ?? 0,
    cents: cents[index] ?? 0,
  }))
}

function together(days: readonly DaySheet[]): Share[] {
  const byPath = new Map<string, Share>()
  for (const share of days.flatMap(({ shares }) => shares)) {
    const before = byPath.get(pathOf(share.name))
    byPath.set(pathOf(share.name), before ? added(before, share) : share)
  }
  return [...byPath.values()].sort((a, b) => b.seconds - a.seconds)
}

function added(one: Share, other: Share): Share {
  return {
    name: one.name,
    worked: one.worked + other.worked,
    seconds: one.seconds + other.seconds,
    cents: one.cents + other.cents,
  }
}

function sumOf<Item>(items: readonly Item[], numberOf: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + numberOf(item), 0)
}
