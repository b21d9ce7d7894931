/** Sessions of work: stretches of it that are close together. Of the time between two only what nobody was there counts. */

import type { Interval } from '@/domain/time/calendar'

/** From the first work to the last before a long interruption. Times in milliseconds. */
export interface Session extends Interval {
  /** Work and breaks; less than the whole where something else was done in between. */
  counted: number
}

/** The work of a day. Times in milliseconds. */
export interface WorkDay {
  /** In order of time. */
  sessions: Session[]
  /** Time at work itself. */
  worked: number
  /** Time away in the sessions. */
  breaks: number
}

/** Time that somebody was there. */
export interface Presence {
  /** With what the report is about. */
  work: readonly Interval[]
  /** With anything at all; nothing of it is a break. */
  active: readonly Interval[]
}

/**
 * Stretches of work, where the time between two is at most `longestBreak`, as one.
 *
 * @param stretches in any order; they may overlap.
 * @param longestBreak milliseconds.
 */
export function sessionsOf(stretches: readonly Interval[], longestBreak: number): Interval[] {
  const sessions: Interval[] = []
  for (const { start, end } of [...stretches].sort((a, b) => a.start - b.start)) {
    const last = sessions.at(-1)
    if (last && start - last.end <= longestBreak) last.end = Math.max(last.end, end)
    else sessions.push({ start, end })
  }
  return sessions
}

/** The breaks that count: of the time between two pieces of work in a session that which nobody was active in. */
export function breaksOf({ work, active }: Presence, longestBreak: number): Interval[] {
  const taken = sessionsOf([...work, ...active], 0)
  let next = 0
  return sessionsOf(work, longestBreak).flatMap(({ start, end }) => {
    const breaks: Interval[] = []
    let free = start
    for (; next < taken.length; next += 1) {
      const { start: from, end: to } = taken[next] ?? { start: end, end }
      if (from >= end) break
      if (from > free) breaks.push({ start: free, end: from })
      free = Math.max(free, to)
      // What goes on after the session may reach into the next.
      if (free > end) break
    }
    return breaks
  })
}

/**
 * The work of each day. A session over the start of a day belongs to both days, to each by its part.
 *
 * @param days one after the other, in order of time.
 */
export function workDays(presence: Presence, longestBreak: number, days: readonly Interval[]): WorkDay[] {
  const work = sessionsOf(presence.work, 0)
  const breaks = breaksOf(presence, longestBreak)
  const counted = sessionsOf([...work, ...breaks], 0)
  const sessions = partsIn(days, sessionsOf(work, longestBreak))
  const workByDay = partsIn(days, work).map(total)
  const breaksByDay = partsIn(days, breaks).map(total)
  return sessions.map((own, index) => {
    const countedIn = partsIn(own, counted).map(total)
    return {
      sessions: own.map((session, place) => ({ ...session, counted: countedIn[place] ?? 0 })),
      worked: workByDay[index] ?? 0,
      breaks: breaksByDay[index] ?? 0,
    }
  })
}

/** For each day (or session) the parts of intervals in it; both are in order of time, neither overlaps in itself. */
function partsIn(days: readonly Interval[], intervals: readonly Interval[]): Interval[][] {
  let next = 0
  return days.map((day) => {
    const parts: Interval[] = []
    for (let index = next; index < intervals.length; index += 1) {
      const { start, end } = intervals[index] ?? day
      if (start >= day.end) break
      if (end <= day.end) next = index + 1
      const part = { start: Math.max(start, day.start), end: Math.min(end, day.end) }
      if (part.start < part.end) parts.push(part)
    }
    return parts
  })
}

function total(intervals: readonly Interval[]): number {
  return intervals.reduce((sum, { start, end }) => sum + end - start, 0)
}
