/** What is known of the way to the server, and when to try it again. */

import type { Trouble } from '@/domain/trouble'

/** Times are milliseconds since 1970. */
export interface Connection {
  /** When the server last took an event. */
  lastSent: number | null
  /** When the last try ended. */
  lastTried: number | null
  /** Tries in a row that failed. */
  failures: number
  trouble: Trouble | null
  /** What the browser or the server said of it. */
  message: string
}

export const NEVER_TRIED: Readonly<Connection> = {
  lastSent: null,
  lastTried: null,
  failures: 0,
  trouble: null,
  message: '',
}

const FIRST_WAIT = 1_000
const LONGEST_WAIT = 30_000

/** In milliseconds: doubled after every failure, up to half a minute. */
export function waitAfter(failures: number): number {
  return failures === 0 ? 0 : Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.min(failures - 1, 10))
}

/** When to try next. A clock that was set back must not make that a far day. */
export function nextTry({ lastTried, failures }: Connection, now: number): number {
  if (lastTried === null || lastTried > now) return now
  return lastTried + waitAfter(failures)
}
