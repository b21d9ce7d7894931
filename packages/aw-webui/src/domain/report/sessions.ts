/** Sessions of work: stretches of it with the short breaks between them. */

import type { Interval } from '@/domain/time/calendar'

/** The work of a day. Times in milliseconds. */
export interface WorkDay {
  /** From the first work to the last before a long break, in order of time. */
  sessions: Interval[]
  /** Time at work itself. */
  worked: number
  /** Short breaks between work. */
  breaks: number
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

/**
 * The work of each day. A session over the start of a day belongs to both days, to each by its part.
 *
 * @param days one after the other, in order of time.
 */
export function workDays(
  stretches: readonly Interval[],
  longestBreak: number,
  days: readonly Interval[],
): WorkDay[] {
  const work = partsIn(days, sessionsOf(stretches, 0))
  const sessions = partsIn(days, sessionsOf(stretches, longestBreak))
  return days.map((_, index) => {
    const own = sessions[index] ?? []
    const worked = total(work[index] ?? [])
    return { sessions: own, worked, breaks: total(own) - worked }
  })
}

/** For each day the parts of intervals that lie in it; both are in order of time, neither overlaps in itself. */
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
