/** Whether the machine was on for long enough that silence of its watchers means something. */

const MINUTE = 60_000

/** Watchers that run report at least this often; a page that was opened just now, as after a start, waits for that. */
const FIRST = MINUTE

/** What watchers may take until they report again after the machine woke, or after the server came back. */
const WAKING = 10 * MINUTE

/** Timers run at least once a minute, even in a page that is not seen; after a longer pause the machine slept. */
const ASLEEP = 5 * MINUTE

/** Milliseconds since 1970. */
export interface Awake {
  /** When the page's timer ran last. */
  seen: number
  /** Until when silence means nothing. */
  quietUntil: number
}

export function opened(now: number): Awake {
  return { seen: now, quietUntil: now + FIRST }
}

/** The timer ran. */
export function seenAt(now: number, before: Awake): Awake {
  return sleptUntil(now, before) ? cameBack(now) : { ...before, seen: now }
}

/** The machine woke, or its server answers again. */
export function cameBack(now: number): Awake {
  return { seen: now, quietUntil: now + WAKING }
}

export function isQuiet(now: number, awake: Awake): boolean {
  return now < awake.quietUntil || sleptUntil(now, awake)
}

function sleptUntil(now: number, { seen }: Awake): boolean {
  return now - seen > ASLEEP
}
