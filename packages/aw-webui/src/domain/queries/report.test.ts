import { describe, expect, it } from 'vitest'

import { bordersOf } from '@/domain/queries/borders'
import { reportQuery } from '@/domain/queries/report'
import { stopwatchQuery } from '@/domain/queries/stopwatch'
import { daysQuery, trendsQuery } from '@/domain/queries/trends'
import type { Scope } from '@/domain/queries'

const DAY = 86_400_000
const DAYS = [
  { start: 0, end: DAY },
  { start: DAY, end: 2 * DAY },
]
const BORDERS = '["1970-01-01T00:00:00.000Z", "1970-01-02T00:00:00.000Z", "1970-01-03T00:00:00.000Z"]'
const WORK = [['Work']]
const NOBODY: Scope = { devices: [], manual: [], classes: [], filterClasses: [] }

describe('bordersOf', () => {
  it('has one more than there are bins; none for none', () => {
    expect(bordersOf(DAYS)).toHaveLength(3)
    expect(bordersOf([])).toEqual([])
  })
})

describe('queries by day', () => {
  it.each([reportQuery(NOBODY, DAYS), trendsQuery(NOBODY, DAYS, DAYS), daysQuery(NOBODY, DAYS)])(
    'asks for the time of each day by category',
    (query) => {
      expect(query).toContain(`bin_events(events, ["$category"], ${BORDERS})`)
      expect(query).toContain('RETURN = ')
    },
  )
})

describe('reportQuery', () => {
  it('asks when anyone was active before it keeps to the categories of the report', () => {
    const query = reportQuery({ ...NOBODY, filterClasses: WORK }, DAYS)
    const [before, after] = query.split('active = period_union(events, events);')
    expect(before).not.toContain('[["Work"]]')
    expect(after).toContain('filter_keyvals(events, "$category", [["Work"]])')
    expect(after).toContain('"active": active,')
  })
})

describe('stopwatchQuery', () => {
  it('asks for the history in the period, and for what runs since whenever', () => {
    const query = stopwatchQuery(['aw-stopwatch'], [])
    const [before, after] = query.split('STARTTIME = "1970-01-01T00:00:00Z";')
    expect(before).toContain('"running", [false]')
    expect(after).toContain('"running", [true]')
    expect(after).toContain('RETURN = {"aw-stopwatch": {"past": past_0, "running": running_0}};')
  })

  it('has an answer without any bucket', () => {
    expect(stopwatchQuery([], [])).toMatch(/RETURN = \{\};$/)
  })
})
