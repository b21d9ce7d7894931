/** What the extension says of itself in its bucket's `data`, by which the server judges it: docs/writing-a-watcher.md. */

import { wrongPatterns } from '@/domain/addresses'
import { isPaused, type Pause } from '@/domain/pause'
import type { Settings } from '@/domain/settings'

/** How it senses. */
const BACKEND = 'browser extension'

/**
 * In milliseconds: how often it says that it looks. The server waits two minutes for it, and between two looks lie 30
 * seconds or a little more.
 */
export const TOLD_EVERY = 50_000

/** What was told last; times are milliseconds since 1970. */
export interface Told {
  /** To which bucket of which server. */
  to: string
  sensed: number | null
  why: string | null
}

/** Why nothing is recorded though the browser is used, in words for whoever looks at the server; null where it is. */
export function whyIdle(
  { settings, pause }: { settings: Settings; pause: Pause | null },
  canReadRules: boolean,
  now: number,
): string | null {
  if (isPaused(pause, now)) return 'it is paused by the menu of its button'
  if (wrongPatterns([...settings.include, ...settings.exclude]).length > 0)
    return 'a pattern in its options cannot be used'
  return canReadRules ? null : 'the privacy rules cannot be read'
}

/** Whether there is something new to say. */
export function isDue(last: Told | null, next: Told): boolean {
  if (last?.to !== next.to || last.why !== next.why) return next.why !== null || next.sensed !== null
  if (next.why !== null || next.sensed === null) return false
  return last.sensed === null || Math.abs(next.sensed - last.sensed) >= TOLD_EVERY
}

/** The keys to set in the bucket's `data`; null for those to be taken out. */
export function reportData({ sensed, why }: Told, version: string, now: number): Record<string, unknown> {
  return {
    backend: BACKEND,
    version,
    ended: why === null ? null : new Date(now).toISOString(),
    why,
    // When it looked last is known in the bucket already, if not here.
    ...(sensed !== null && { sensed: new Date(sensed).toISOString() }),
  }
}
