import { describe, expect, test } from 'vitest'

import { movesOf, secondsWithin, totalsOf } from '@/domain/categories/diff'
import { hintsOf, placesOf, titleOf } from '@/domain/categories/hints'
import type { AwEvent, EventData } from '@/domain/events/event'
import type { RuleResult } from '@/domain/queries/categories'

function event(duration: number, data: EventData): AwEvent {
  return { timestamp: '2026-01-01T00:00:00Z', duration, data }
}
function result(fields: Partial<RuleResult>): RuleResult {
  return { duration: 0, count: 0, titles: [], different: 1, all: 100, owners: [], ...fields }
}
function rule(regex: string) {
  return { type: 'regex', regex, ignore_case: true } as const
}

describe('doubts about a rule', () => {
  const titles = [
    event(60, { app: 'Terminal', title: 'make test' }),
    event(12, { app: 'Firefox', title: 'Makeup tutorial' }),
  ]

  test('a part of a longer word is told, with a title and its time', () => {
    expect(placesOf(rule('make'), titles).parts).toEqual([
      { part: 'Make', word: 'Makeup', title: 'Makeup tutorial — Firefox', seconds: 12 },
    ])
  })

  test('not where the title has the whole word as well', () => {
    const both = [event(5, { app: 'X', title: 'make Makefile' })]
    expect(placesOf(rule('make'), both).parts).toEqual([])
  })

  test('only the keys that the rule looks at count', () => {
    const inApp = { ...rule('make'), select_keys: ['app'] }
    expect(placesOf(inApp, titles).parts).toEqual([])
  })

  test('a rule that matches a large share of all titles is broad, one that may be empty matches everything', () => {
    expect(hintsOf(['A'], result({ different: 60 })).isBroad).toBe(true)
    expect(hintsOf(['A'], result({ different: 10 })).isBroad).toBe(false)
    expect(placesOf(rule('a|'), []).matchesEverything).toBe(true)
  })

  test('time that other rules keep is told, what is below the category is not another', () => {
    const owners = [
      event(5, { $owner: ['A'] }),
      event(4, { $owner: ['A', 'B'] }),
      event(3, { $owner: ['C'] }),
    ]
    expect(hintsOf(['A'], result({ owners })).keptBy).toEqual([{ name: ['C'], seconds: 3 }])
  })
})

test('a title has its app behind it unless it says that itself', () => {
  expect(titleOf(event(1, { app: 'Code', title: 'main.py' }))).toBe('main.py — Code')
  expect(titleOf(event(1, { app: 'Firefox', title: 'Mail — Mozilla Firefox' }))).toBe(
    'Mail — Mozilla Firefox',
  )
  expect(titleOf(event(1, { app: 'Code' }))).toBe('Code')
})

describe('what a change moves', () => {
  const pairs = [
    event(10, { $before: ['A'], $category: ['A'] }),
    event(20, { $before: ['Uncategorized'], $category: ['A', 'B'] }),
    event(30, { $before: ['A'], $category: ['C'] }),
  ]

  test('only what changes its category moves, the most time first', () => {
    expect(movesOf(pairs)).toEqual([
      { from: ['A'], to: ['C'], seconds: 30 },
      { from: ['Uncategorized'], to: ['A', 'B'], seconds: 20 },
    ])
  })

  test('the time after the change adds up, with what stands below', () => {
    expect(secondsWithin(totalsOf(pairs), ['A'])).toBe(30)
    expect(secondsWithin(totalsOf(pairs), [])).toBe(60)
  })
})
