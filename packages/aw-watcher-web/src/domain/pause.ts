/** Pauses: the one of this browser, and the one that the server holds for every watcher. */

/** Until when nothing is recorded, in milliseconds since 1970; null: until somebody resumes. */
export interface Pause {
  until: number | null
}

export function isPaused(pause: Pause | null, now: number): boolean {
  return pause !== null && (pause.until === null || now < pause.until)
}

/**
 * The server's answer to `GET /api/0/pause`, as a pause or null where there is none.
 *
 * An answer that cannot be understood is a pause: to record against somebody's will is worse than a gap.
 */
export function readServerPause(answer: unknown): Pause | null {
  if (typeof answer !== 'object' || answer === null) return { until: null }
  const { paused, until } = answer as Record<string, unknown>
  if (paused === false) return null
  const end = typeof until === 'string' ? Date.parse(until) : NaN
  return { until: Number.isNaN(end) ? null : end }
}
