import { describe, expect, test } from 'vitest'

import { isAbout, readIgnored, suggestionsOf, wordsOf } from '@/domain/categories/suggestions'
import type { AwEvent, EventData } from '@/domain/events/event'

function event(duration: number, data: EventData): AwEvent {
  return { timestamp: '2026-01-01T00:00:00Z', duration, data }
}
const NONE = new Set<string>()

describe('words', () => {
  test('stop words, numbers and short words are none', () => {
    expect(wordsOf('The report of 2024 is on my 3rd PC und das Büro')).toEqual(['report', 'Büro'])
  })
  test('names of sites and files stay whole', () => {
    expect(wordsOf('main.py - github.com/x — well-known')).toEqual(['main.py', 'github.com', 'well-known'])
  })
  test('a word counts once, however often it stands there', () => {
    expect(wordsOf('Budget budget BUDGET')).toHaveLength(1)
  })
})

describe('suggestions', () => {
  test('time is added up over titles, the most first', () => {
    const titles = [
      event(60, { app: 'Editor', title: 'Budget plan' }),
      event(30, { app: 'Viewer', title: 'budget' }),
    ]
    expect(suggestionsOf({ titles, domains: [] }, NONE)).toEqual([
      { kind: 'word', text: 'Budget', seconds: 90 },
      { kind: 'app', text: 'Editor', seconds: 60 },
      { kind: 'word', text: 'plan', seconds: 60 },
      { kind: 'app', text: 'Viewer', seconds: 30 },
    ])
  })

  test('a word that only repeats the app is left out', () => {
    const titles = [event(60, { app: 'Firefox', title: 'Mail — Firefox' })]
    const words = suggestionsOf({ titles, domains: [] }, NONE).map(({ kind, text }) => [kind, text])
    expect(words).toEqual([
      ['app', 'Firefox'],
      ['word', 'Mail'],
    ])
  })

  test('domains are suggested whole', () => {
    const domains = [event(10, { $domain: 'example.org' })]
    expect(suggestionsOf({ titles: [], domains }, NONE)).toEqual([
      { kind: 'domain', text: 'example.org', seconds: 10 },
    ])
  })

  test('what is ignored is not suggested, in any case', () => {
    const titles = [event(60, { app: 'Editor', title: 'Budget' })]
    expect(suggestionsOf({ titles, domains: [] }, new Set(['budget', 'editor']))).toEqual([])
  })

  test('the events of a suggestion are those it was made from', () => {
    const one = event(1, { app: 'Code', title: 'Budget' })
    expect(isAbout(one, { kind: 'app', text: 'code', seconds: 1 })).toBe(true)
    expect(isAbout(one, { kind: 'word', text: 'budget', seconds: 1 })).toBe(true)
    expect(isAbout(one, { kind: 'word', text: 'code', seconds: 1 })).toBe(false)
  })
})

test('only texts are ignored', () => {
  expect(readIgnored(['a', 1, null])).toEqual(['a'])
  expect(readIgnored({})).toEqual([])
})
