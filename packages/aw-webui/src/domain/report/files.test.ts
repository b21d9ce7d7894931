import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'

import { timesheetCsv, timesheetJson } from '@/domain/report/files'
import { readOptions } from '@/domain/report/options'
import { timesheetOf } from '@/domain/report/timesheet'
import type { Calendar } from '@/domain/time/calendar'
import { dayBins } from '@/domain/time/period'

const ROME: Calendar = { zone: 'Europe/Rome', startOfDay: '00:00', startOfWeek: 1 }
const OPTIONS = { ...readOptions(undefined, []), rate: 80, currency: '€', longestBreak: 0 }
const WORK = [
  { start: Date.parse('2025-06-02T07:02:00Z'), end: Date.parse('2025-06-02T10:02:00Z') },
  { start: Date.parse('2025-06-02T11:00:00Z'), end: Date.parse('2025-06-02T11:30:00Z') },
]
const SHEET = timesheetOf(
  {
    days: dayBins(Temporal.PlainDate.from('2025-06-02'), Temporal.PlainDate.from('2025-06-04'), ROME),
    work: WORK,
    active: WORK,
    categories: [[{ name: ['Work'], seconds: 12_600 }]],
    notes: { '2025-06-03': '=ill, "at home"' },
  },
  OPTIONS,
  ROME,
)
const COLUMNS = {
  date: 'Date',
  first: 'From',
  last: 'To',
  sessions: 'Sessions',
  worked: 'Worked',
  breaks: 'Breaks',
  hours: 'Hours',
  amount: 'Amount',
  note: 'Note',
  total: 'Total',
}

describe('timesheetCsv', () => {
  it('has a row for each day with work or a note, and the total', () => {
    expect(timesheetCsv(SHEET, OPTIONS, COLUMNS, ROME.zone).slice(1).split('\r\n')).toEqual([
      'Date,From,To,Sessions,Worked,Breaks,Hours,Amount (€),Note',
      '2025-06-02,09:02,13:30,2,3.5,0,3.5,280,',
      `2025-06-03,,,0,0,0,0,0,"'=ill, ""at home"""`,
      'Total,,,2,3.5,0,3.5,280,',
      '',
    ])
  })
})

describe('timesheetJson', () => {
  it('has seconds, amounts and sessions', () => {
    const report = JSON.parse(timesheetJson(SHEET, OPTIONS)) as Record<string, unknown>
    expect(report['total']).toEqual({
      worked_seconds: 12_600,
      break_seconds: 0,
      seconds: 12_600,
      amount: 280,
      categories: [{ category: 'Work', worked_seconds: 12_600, seconds: 12_600, amount: 280 }],
    })
    expect(report['days']).toMatchObject([
      {
        date: '2025-06-02',
        sessions: [{ start: '2025-06-02T07:02:00.000Z', seconds: 10_800 }, { seconds: 1800 }],
      },
      { date: '2025-06-03', note: '=ill, "at home"' },
    ])
  })
})
