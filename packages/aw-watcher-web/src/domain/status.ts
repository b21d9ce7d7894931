/** How it goes, in the one word that badge, popup and options show. */

import { wrongPatterns } from '@/domain/addresses'
import type { Connection } from '@/domain/connection'
import { isPaused, type Pause } from '@/domain/pause'
import type { Settings } from '@/domain/settings'
import type { Trouble } from '@/domain/trouble'

export type Status =
  | { kind: 'paused'; by: 'user' | 'server'; until: number | null }
  | { kind: 'patterns' }
  | { kind: 'failing'; trouble: Trouble }
  | { kind: 'connecting' }
  | { kind: 'connected' }

/** What the status is made of. */
export interface Situation {
  settings: Settings
  pause: Pause | null
  serverPause: Pause | null
  connection: Connection
  /** What the browser said when it could not keep what the extension remembers; null where all is well. */
  fault: string | null
}

export function statusOf(
  { settings, pause, serverPause, connection, fault }: Situation,
  now: number,
): Status {
  if (pause && isPaused(pause, now)) return { kind: 'paused', by: 'user', until: pause.until }
  if (wrongPatterns([...settings.include, ...settings.exclude]).length > 0) return { kind: 'patterns' }
  if (fault !== null) return { kind: 'failing', trouble: 'storage' }
  if (connection.trouble !== null) return { kind: 'failing', trouble: connection.trouble }
  if (serverPause && isPaused(serverPause, now))
    return { kind: 'paused', by: 'server', until: serverPause.until }
  // A worker that begins anew has tried nothing yet, but the server has answered before.
  const hasAnswered = connection.lastTried !== null || connection.lastSent !== null
  return { kind: hasAnswered ? 'connected' : 'connecting' }
}

/** One failure of the connection is a server that is being restarted; from the second on it is worth a mark. */
export function isWorthAMark(status: Status, connection: Connection): boolean {
  if (status.kind !== 'failing') return status.kind === 'patterns'
  return status.trouble === 'storage' || connection.failures > 1
}
