/** The pause of the server: nothing that is sensed in it is stored. */

import { type Calendar, dateAt, isoAt, startOfDate } from '@/domain/time/calendar'

export const PAUSE_TYPE = 'pause'

/** What the server says of it; moments are ISO 8601. */
export interface ServerPause {
  paused: boolean
  since: string | null
  /** Null where it lasts until it is ended. */
  until: string | null
  /** Who holds it longest: `hand`, `schedule`, `unreadable` (it is not known) or another name. */
  by: string | null
  /** When the last one ended. */
  ended: string | null
  resumed: string | null
}

/** What to ask for: `{}` is until it is ended. */
export interface NewPause {
  duration?: number
  until?: string
}

/** The pauses a person can choose, in the order in which they are offered. */
export const PAUSES = ['30min', '1h', 'tomorrow', 'open'] as const
export type PauseChoice = (typeof PAUSES)[number]

export function newPause(choice: PauseChoice, now: number, calendar: Calendar): NewPause {
  if (choice === '30min') return { duration: 1800 }
  if (choice === '1h') return { duration: 3600 }
  if (choice === 'open') return {}
  return { until: isoAt(startOfDate(dateAt(now, calendar).add({ days: 1 }), calendar)) }
}

/** How long sources that were paused have to report again, in milliseconds. */
const COMING_BACK = 3 * 60_000

/** Whether a silent source says nothing: recording is paused, or was until just now. */
export function excusesSilence(pause: ServerPause | null, now: number): boolean {
  if (!pause) return false
  return pause.paused || (pause.ended !== null && now - Date.parse(pause.ended) < COMING_BACK)
}
