/** A timesheet as a file to keep or to send. */

import { pathOf } from '@/domain/categories/category'
import { type Cell, csvOf } from '@/domain/csv'
import type { ReportOptions } from '@/domain/report/options'
import type { Session } from '@/domain/report/sessions'
import type { DaySheet, Share, Timesheet } from '@/domain/report/timesheet'
import { clockAt, isoAt } from '@/domain/time/calendar'

/** The names of the columns, in the person's language. */
export interface Columns {
  date: string
  first: string
  last: string
  sessions: string
  worked: string
  breaks: string
  hours: string
  amount: string
  note: string
  total: string
}

/** A row for each day with work or a note, then the total; hours as decimals, as bills have them. */
export function timesheetCsv(
  sheet: Timesheet,
  { currency }: ReportOptions,
  columns: Columns,
  zone: string,
): string {
  const { date, first, last, sessions, worked, breaks, hours, amount, note } = columns
  const amountName = currency ? `${amount} (${currency})` : amount
  const head = [date, first, last, sessions, worked, breaks, hours, amountName, note]
  const rows = sheet.days.filter(isWritten).map((day) => dayRow(day, zone))
  const total = [
    columns.total,
    '',
    '',
    sheet.sessions,
    decimalHours(sheet.worked),
    decimalHours(sheet.breaks),
    decimalHours(sheet.hours),
    sheet.cents / 100,
    '',
  ]
  return csvOf([head, ...rows, total])
}

/** All that is known, with names that do not depend on a language; times in seconds and ISO 8601. */
export function timesheetJson(sheet: Timesheet, options: ReportOptions): string {
  const report = {
    options,
    days: sheet.days.filter(isWritten).map((day) => ({
      date: day.date,
      sessions: day.sessions.map(sessionOf),
      ...sums(day),
      categories: day.shares.map(shareOf),
      note: day.note,
    })),
    total: { ...sums(sheet), categories: sheet.categories.map(shareOf) },
  }
  return `${JSON.stringify(report, null, 2)}\n`
}

/** Whether a day has a row: there was work, or a note says why not. */
export function isWritten({ sessions, note }: DaySheet): boolean {
  return sessions.length > 0 || note !== ''
}

/** When the day's work began and ended; null without any. */
export function boundsOf({ sessions }: DaySheet): { start: number; end: number } | null {
  const first = sessions[0]
  const last = sessions.at(-1)
  return first && last ? { start: first.start, end: last.end } : null
}

function dayRow(day: DaySheet, zone: string): Cell[] {
  const bounds = boundsOf(day)
  return [
    day.date,
    bounds ? clockText(bounds.start, zone) : '',
    bounds ? clockText(bounds.end, zone) : '',
    day.sessions.length,
    decimalHours(day.worked),
    decimalHours(day.breaks),
    decimalHours(day.hours),
    day.cents / 100,
    day.note,
  ]
}

/** `09:02`, whatever the locale: spreadsheets read it as a time. */
function clockText(moment: number, zone: string): string {
  return clockAt(moment, zone).toPlainTime().toString({ smallestUnit: 'minute' })
}

/** To four places: a second is less than a third of the last. */
function decimalHours(seconds: number): number {
  return Math.round((seconds / 3600) * 10_000) / 10_000
}

function sums({ worked, breaks, hours, cents }: Pick<DaySheet, 'worked' | 'breaks' | 'hours' | 'cents'>) {
  return { worked_seconds: worked, break_seconds: breaks, seconds: hours, amount: cents / 100 }
}

/** Work and breaks in `seconds`: less than from start to end where something else was done in between. */
function sessionOf({ start, end, counted }: Session) {
  return { start: isoAt(start), end: isoAt(end), seconds: Math.round(counted / 1000) }
}

function shareOf({ name, worked, seconds, cents }: Share) {
  return { category: pathOf(name), worked_seconds: worked, seconds, amount: cents / 100 }
}
