import { describe, expect, it } from 'vitest'

import type { Scope } from '@/domain/queries'
import { activityStatements, inputQuery, laneStepOf, overviewQuery } from '@/domain/queries/activity'
import { behindQuery, rowKeys, singlesQuery, witnessesOf } from '@/domain/queries/behind'

const SCOPE: Scope = {
  devices: [{ classes: [], window: 'window_a', afk: 'afk_a', browsers: ['aw-watcher-web-firefox_a'] }],
  manual: ['aw-stopwatch'],
  classes: [],
  filterClasses: [['Work']],
}
const same = (names: readonly (readonly string[])[]) => names

describe('overviewQuery', () => {
  const query = overviewQuery({
    scope: SCOPE,
    editors: ['vim_a'],
    afk: ['afk_a'],
    bins: [
      { start: 0, end: 3_600_000 },
      { start: 3_600_000, end: 7_200_000 },
    ],
    laneStep: 300,
  })

  it('asks for the bars between the borders of the bins', () => {
    expect(query).toContain(
      '["1970-01-01T00:00:00.000Z", "1970-01-01T01:00:00.000Z", "1970-01-01T02:00:00.000Z"]',
    )
  })

  it('counts all time before it keeps one category', () => {
    const lines = query.split('\n')
    const all = lines.indexOf('everything = events;')
    expect(all).toBeGreaterThan(-1)
    expect(lines.findIndex((line) => line.includes('"$category", [["Work"]]'))).toBeGreaterThan(all)
  })
})

it('counts tabs only within the time that counts', () => {
  expect(activityStatements(SCOPE).at(-1)).toBe(
    'browser_events = filter_period_intersect(browser_events, counted);',
  )
})

it('adds up what was counted of keyboard and mouse, of all devices together', () => {
  const lines = inputQuery(['a', 'b']).split('\n')
  expect(lines.slice(0, 3)).toEqual([
    'found = [];',
    'found = concat(found, query_bucket("a"));',
    'found = concat(found, query_bucket("b"));',
  ])
  expect(lines[3]).toContain('"presses": sum_values(found, "presses")')
})

it('has a lane of whole minutes', () => {
  expect(laneStepOf({ start: 0, end: 86_400_000 })).toBe(300)
  expect(laneStepOf({ start: 0, end: 1000 })).toBe(60)
})

describe('behind a number', () => {
  it('finds the events that have what it counts, with the categories below', () => {
    const descendants = () => [['Work'], ['Work', 'Code']]
    const query = behindQuery({ scope: SCOPE, where: { $category: ['Work'] }, source: 'events' }, descendants)
    expect(query).toContain('found = filter_keyvals(found, "$category", [["Work"], ["Work", "Code"]]);')
  })

  it('finds the category alone where the number is of it alone', () => {
    const descendants = () => [['Work'], ['Work', 'Code']]
    const behind = { scope: SCOPE, where: { $category: ['Work'] }, source: 'events', exact: true } as const
    expect(behindQuery(behind, descendants)).toContain(
      'found = filter_keyvals(found, "$category", [["Work"]]);',
    )
  })

  it('is narrowed to one row by what the row is told apart by', () => {
    const behind = { scope: SCOPE, where: { app: 'Code' }, source: 'events' } as const
    expect(rowKeys(behind)).toEqual(['app', 'title'])
    const query = singlesQuery(behind, { app: 'Code', title: 'say "hi"' }, same)
    expect(query).toContain('filter_keyvals(found, "title", ["say \\"hi\\""])')
  })

  it('finds texts that end in a backslash', () => {
    const query = behindQuery(
      { scope: SCOPE, where: { title: String.raw`C:\Users (1)` + '\\' }, source: 'events' },
      same,
    )
    expect(query).toContain(
      String.raw`found = filter_keyvals_regex(found, "title", "\AC:\\Users \(1\)\\\Z");`,
    )
  })

  it('knows which buckets can bear witness', () => {
    expect(witnessesOf(SCOPE)).toEqual({
      front: ['window_a'],
      afk: ['afk_a'],
      browsers: ['aw-watcher-web-firefox_a'],
      manual: ['aw-stopwatch'],
    })
  })
})
