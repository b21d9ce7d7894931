import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { duePart, LONGEST_SILENCE, SETTLED, step, unsent, type OpenSpan, type Span } from '@/domain/spans'
import type { SeenTab } from '@/domain/tab'

function seen(url: string, tab = 1): SeenTab {
  return { tab, data: { url, title: url, audible: false, incognito: false, tabCount: 1 } }
}

/** Every span that a row of looks makes; the last is closed by a look at nothing. */
function record(looks: [number, SeenTab | null][]): Span[] {
  const spans: Span[] = []
  let open: OpenSpan | null = null
  for (const [now, tab] of looks) {
    const next = step(open, tab, now)
    open = next.open
    if (next.closed) spans.push(next.closed)
  }
  return spans
}

const urls = (spans: Span[]) => spans.map(({ data }) => data.url)

describe('step', () => {
  it('lets a tab that stays grow', () => {
    const spans = record([
      [0, seen('a')],
      [30_000, seen('a')],
      [60_000, seen('a')],
      [61_000, null],
    ])
    expect(spans).toEqual([{ start: 0, end: 61_000, data: seen('a').data }])
  })

  it('ends one tab in the moment in which the next begins', () => {
    const spans = record([
      [0, seen('a', 1)],
      [5_000, seen('b', 2)],
      [9_000, null],
    ])
    expect(spans.map(({ start, end }) => [start, end])).toEqual([
      [0, 5_000],
      [5_000, 9_000],
    ])
  })

  it('counts a page that stands for less than a second to the one that follows it in its tab', () => {
    const looks: [number, SeenTab | null][] = [
      [0, seen('redirect')],
      [SETTLED - 1, seen('page')],
      [10_000, null],
    ]
    expect(record(looks)).toEqual([{ start: 0, end: 10_000, data: seen('page').data }])
  })

  it('keeps a short look at another tab', () => {
    expect(
      urls(
        record([
          [0, seen('a', 1)],
          [5_000, seen('b', 2)],
          [5_200, seen('a', 1)],
          [9_000, null],
        ]),
      ),
    ).toEqual(['a', 'b', 'a'])
  })

  it('makes nothing of a moment', () => {
    expect(
      urls(
        record([
          [0, seen('a', 1)],
          [0, seen('b', 2)],
          [9_000, null],
        ]),
      ),
    ).toEqual(['b'])
  })

  it('keeps what ticks faster than a second to one span a second', () => {
    const looks = Array.from({ length: 100 }, (_, index): [number, SeenTab] => [
      index * 100,
      seen(String(index)),
    ])
    expect(record([...looks, [10_000, null]]).length).toBeLessThanOrEqual(11)
  })

  it('does not stretch a span over a time in which nobody looked', () => {
    const later = LONGEST_SILENCE + 1
    const spans = record([
      [0, seen('a')],
      [2_000, seen('a')],
      [2_000 + later, seen('a')],
      [4_000 + later, null],
    ])
    expect(spans.map(({ start, end }) => [start, end])).toEqual([
      [0, 2_000],
      [2_000 + later, 4_000 + later],
    ])
  })

  it('begins anew when the clock was set back', () => {
    const spans = record([
      [100_000, seen('a')],
      [102_000, seen('a')],
      [50_000, seen('a')],
      [51_000, null],
    ])
    expect(spans.map(({ start, end }) => [start, end])).toEqual([
      [100_000, 102_000],
      [50_000, 51_000],
    ])
  })

  it('tells only what the server does not have', () => {
    const open: OpenSpan = { ...seen('a'), start: 0, end: 5_000, sent: 3_000 }
    expect(unsent(open)).toEqual({ start: 3_000, end: 5_000, data: seen('a').data })
    expect(unsent({ ...open, sent: 5_000 })).toBeNull()
  })

  it('tells of a span once it has settled, and then ten seconds at a time', () => {
    const open: OpenSpan = { ...seen('a'), start: 0, end: SETTLED - 1, sent: null }
    expect(duePart(open)).toBeNull()
    expect(duePart({ ...open, end: SETTLED })).toMatchObject({ start: 0, end: SETTLED })
    expect(duePart({ ...open, end: 10_999, sent: 1_000 })).toBeNull()
    expect(duePart({ ...open, end: 11_000, sent: 1_000 })).toMatchObject({ start: 1_000, end: 11_000 })
  })

  it('leaves no hole and no overlap, whatever is seen when', () => {
    const look = fc.tuple(
      fc.integer({ min: 0, max: LONGEST_SILENCE }),
      fc.constantFrom('a', 'b', 'c'),
      fc.integer({ min: 1, max: 2 }),
    )
    fc.assert(
      fc.property(fc.array(look, { minLength: 1 }), (looks) => {
        let now = 0
        const told = looks.map(([wait, url, tab]): [number, SeenTab] => [(now += wait), seen(url, tab)])
        const spans = record([...told, [now + 1, null]])
        expect(spans[0]?.start).toBe(told[0]?.[0])
        expect(spans.at(-1)?.end).toBe(now + 1)
        for (const [index, span] of spans.entries()) {
          expect(span.end).toBeGreaterThanOrEqual(span.start)
          if (index > 0) expect(span.start).toBe(spans[index - 1]?.end)
        }
      }),
    )
  })
})
