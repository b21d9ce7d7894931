import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { type AwEvent, endOf, startOf } from '@/domain/events/event'
import { type Cursor, mayBeCut, nextCursor, type PageQuestion, questionOf, unseen } from '@/domain/raw/paging'
import { isoAt } from '@/domain/time/calendar'

const T0 = Date.parse('2025-06-10T09:00:00Z')

/** What `GET events` answers: events that reach into the range, cut to it, the newest start first. */
function serve(
  all: readonly AwEvent[],
  { start = -Infinity, end = Infinity, limit }: PageQuestion,
): AwEvent[] {
  return all
    .filter((event) => startOf(event) <= end && endOf(event) >= start)
    .sort((a, b) => startOf(b) - startOf(a))
    .slice(0, limit)
    .map((event) => {
      const from = Math.max(startOf(event), start)
      return { ...event, timestamp: isoAt(from), duration: (Math.min(endOf(event), end) - from) / 1000 }
    })
}

function allPages(all: readonly AwEvent[], size: number, range = {}): { pages: AwEvent[][]; cut: AwEvent[] } {
  const pages: AwEvent[][] = []
  const cut: AwEvent[] = []
  let cursor: Cursor | null = null
  do {
    const question: PageQuestion = questionOf(range, cursor, size)
    const page = unseen(serve(all, question), cursor)
    for (const event of page) {
      const whole = all.find(({ id }) => id === event.id)
      if (whole?.duration !== event.duration && !mayBeCut(event, question)) cut.push(event)
    }
    pages.push(page)
    cursor = nextCursor(page, cursor, size)
  } while (cursor)
  return { pages, cut }
}

const EVENTS = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 20 })), { maxLength: 60 })
  .map((pairs) =>
    pairs.map(([start, duration], id): AwEvent => ({
      id,
      timestamp: isoAt(T0 + start * 1000),
      duration,
      data: {},
    })),
  )

describe('paging', () => {
  it('shows every event once, the newest first, however many start together', () => {
    fc.assert(
      fc.property(EVENTS, fc.integer({ min: 1, max: 10 }), (events, size) => {
        const shown = allPages(events, size).pages.flat()
        expect(shown.map(({ id }) => id).sort((a, b) => Number(a) - Number(b))).toEqual(
          events.map(({ id }) => id),
        )
        expect(shown.every((event, i) => !i || startOf(shown[i - 1] ?? event) >= startOf(event))).toBe(true)
      }),
    )
  })

  it('knows every event that the server cut', () => {
    fc.assert(
      fc.property(EVENTS, fc.integer({ min: 1, max: 10 }), (events, size) => {
        expect(allPages(events, size, { start: T0 + 10_000, end: T0 + 30_000 }).cut).toEqual([])
      }),
    )
  })

  it('keeps to the range', () => {
    const events = [0, 10, 20, 30].map((second, id): AwEvent => ({
      id,
      timestamp: isoAt(T0 + second * 1000),
      duration: 1,
      data: {},
    }))
    const { pages } = allPages(events, 10, { start: T0 + 5000, end: T0 + 25_000 })
    expect(pages.flat().map(({ id }) => id)).toEqual([2, 1])
  })
})
