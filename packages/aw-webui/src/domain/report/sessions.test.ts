import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'

import { breaksOf, sessionsOf, workDays } from '@/domain/report/sessions'
import type { Calendar, Interval } from '@/domain/time/calendar'
import { dayBins } from '@/domain/time/period'

const MINUTE = 60_000
const at = (text: string) => Date.parse(text)
const stretch = (from: string, to: string): Interval => ({ start: at(from), end: at(to) })
const BERLIN: Calendar = { zone: 'Europe/Berlin', startOfDay: '04:00', startOfWeek: 1 }
const daysOf = (first: string, last: string) =>
  dayBins(Temporal.PlainDate.from(first), Temporal.PlainDate.from(last), BERLIN)
const sum = (intervals: readonly Interval[]) =>
  intervals.reduce((all, { start, end }) => all + end - start, 0)

const stretches = fc.array(
  fc
    .tuple(fc.integer({ min: 0, max: 5 * 1440 }), fc.integer({ min: 1, max: 300 }))
    .map(([start, length]) => ({
      start: at('2025-03-28T00:00Z') + start * MINUTE,
      end: at('2025-03-28T00:00Z') + (start + length) * MINUTE,
    })),
  { maxLength: 30 },
)
/** Where all activity is work. */
const only = (work: readonly Interval[]) => ({ work, active: work })
const breaks = fc.integer({ min: 0, max: 30 }).map((minutes) => minutes * MINUTE)

describe('sessionsOf', () => {
  it('goes on over a break that is short enough, and ends before a longer one', () => {
    const work = [
      stretch('2025-06-10T09:00Z', '2025-06-10T10:00Z'),
      stretch('2025-06-10T10:10Z', '2025-06-10T11:00Z'),
      stretch('2025-06-10T11:11Z', '2025-06-10T12:00Z'),
    ]
    expect(sessionsOf(work, 10 * MINUTE)).toEqual([
      stretch('2025-06-10T09:00Z', '2025-06-10T11:00Z'),
      stretch('2025-06-10T11:11Z', '2025-06-10T12:00Z'),
    ])
  })

  it('counts a moment once where stretches overlap', () => {
    const work = [
      stretch('2025-06-10T09:00Z', '2025-06-10T11:00Z'),
      stretch('2025-06-10T09:30Z', '2025-06-10T10:00Z'),
    ]
    expect(sum(sessionsOf(work, 0))).toBe(120 * MINUTE)
  })

  it('begins and ends with work, and is as far apart as a break is long', () => {
    fc.assert(
      fc.property(stretches, breaks, (work, longest) => {
        const sessions = sessionsOf(work, longest)
        sessions.forEach(({ start, end }, index) => {
          expect(work.some((one) => one.start === start)).toBe(true)
          expect(work.some((one) => one.end === end)).toBe(true)
          const next = sessions[index + 1]
          if (next) expect(next.start - end).toBeGreaterThan(longest)
        })
      }),
    )
  })
})

describe('breaksOf', () => {
  const LUNCH = [
    stretch('2025-06-10T09:00Z', '2025-06-10T10:00Z'),
    stretch('2025-06-10T10:10Z', '2025-06-10T11:00Z'),
  ]

  it('is the time away between work', () => {
    expect(breaksOf(only(LUNCH), 10 * MINUTE)).toEqual([stretch('2025-06-10T10:00Z', '2025-06-10T10:10Z')])
    expect(breaksOf(only(LUNCH), 9 * MINUTE)).toEqual([])
  })

  it('is nothing of the time that was active in something else', () => {
    const active = [...LUNCH, stretch('2025-06-10T10:00Z', '2025-06-10T10:10Z')]
    expect(breaksOf({ work: LUNCH, active }, 10 * MINUTE)).toEqual([])
  })

  it('is what is left around something short, such as typing a password on the way back', () => {
    const active = [...LUNCH, stretch('2025-06-10T10:08Z', '2025-06-10T10:09Z')]
    expect(breaksOf({ work: LUNCH, active }, 10 * MINUTE)).toEqual([
      stretch('2025-06-10T10:00Z', '2025-06-10T10:08Z'),
      stretch('2025-06-10T10:09Z', '2025-06-10T10:10Z'),
    ])
  })

  it('is away, between work that is close together, and all of that', () => {
    const minutes = (intervals: readonly Interval[]) =>
      new Set(
        intervals.flatMap(({ start, end }) =>
          Array.from({ length: (end - start) / MINUTE }, (_, index) => start + index * MINUTE),
        ),
      )
    fc.assert(
      fc.property(stretches, stretches, breaks, (work, others, longest) => {
        const active = minutes([...work, ...others])
        const inSessions = minutes(sessionsOf(work, longest))
        const expected = [...inSessions].filter((minute) => !active.has(minute))
        const found = breaksOf({ work, active: [...work, ...others] }, longest)
        expect([...minutes(found)]).toEqual(expected)
        expect(sum(found)).toBe(expected.length * MINUTE)
      }),
    )
  })
})

describe('workDays', () => {
  it('gives a session over the start of the day to both days by its parts', () => {
    const work = [stretch('2025-06-10T01:00Z', '2025-06-10T03:30Z')]
    const [before, after] = workDays(only(work), 0, daysOf('2025-06-09', '2025-06-10'))
    expect(before).toEqual({
      sessions: [{ ...stretch('2025-06-10T01:00Z', '2025-06-10T02:00Z'), counted: 60 * MINUTE }],
      worked: 60 * MINUTE,
      breaks: 0,
    })
    expect(after?.worked).toBe(90 * MINUTE)
  })

  it('counts a break over the start of the day in both days by its parts', () => {
    const work = [
      stretch('2025-06-10T01:00Z', '2025-06-10T01:56Z'),
      stretch('2025-06-10T02:06Z', '2025-06-10T03:00Z'),
    ]
    const days = workDays(only(work), 10 * MINUTE, daysOf('2025-06-09', '2025-06-10'))
    expect(days.map((day) => day.breaks)).toEqual([4 * MINUTE, 6 * MINUTE])
  })

  it('fills a day of 23 and of 25 hours with as many', () => {
    for (const [date, hours] of [
      ['2025-03-29', 23],
      ['2025-10-25', 25],
    ] as const) {
      const [day] = daysOf(date, date)
      if (!day) throw new Error('no day')
      expect(workDays(only([day]), 0, [day])[0]?.worked).toBe(hours * 60 * MINUTE)
    }
  })

  it('adds up: work and breaks of all days are the sessions, whatever the days are', () => {
    const days = daysOf('2025-03-26', '2025-04-04')
    fc.assert(
      fc.property(stretches, stretches, breaks, (work, others, longest) => {
        const presence = { work, active: [...work, ...others] }
        const sheets = workDays(presence, longest, days)
        const worked = sheets.reduce((all, day) => all + day.worked, 0)
        const paused = sheets.reduce((all, day) => all + day.breaks, 0)
        expect(worked).toBe(sum(sessionsOf(work, 0)))
        expect(paused).toBe(sum(breaksOf(presence, longest)))
        sheets.forEach((day) => {
          expect(day.sessions.reduce((all, { counted }) => all + counted, 0)).toBe(day.worked + day.breaks)
          for (const { start, end, counted } of day.sessions) {
            expect(counted).toBeGreaterThan(0)
            expect(counted).toBeLessThanOrEqual(end - start)
          }
        })
      }),
    )
  })

  it('has no breaks where none count', () => {
    fc.assert(
      fc.property(stretches, (work) => {
        expect(
          workDays(only(work), 0, daysOf('2025-03-26', '2025-04-04')).every((day) => day.breaks === 0),
        ).toBe(true)
      }),
    )
  })
})
