/** What looks wrong about a bucket. */

import { lastSeenOf } from '@/domain/devices'
import type { Bucket } from '@/domain/events/event'
import { type HeardSource, isAtWork } from '@/domain/health/heard'

export type Warning = 'empty' | 'future' | 'silent'

const MINUTE = 60_000

/** Clocks of different machines differ a little. */
const TOLERANCE = 2 * MINUTE

/** A source may be silent for so long while others of its device go on. */
const PAUSE = 60 * MINUTE

/**
 * @param deviceSeen when its device reported last, milliseconds since 1970.
 * @param heard what its source says of itself.
 */
export function warningsOf(
  bucket: Bucket,
  deviceSeen: number,
  now: number,
  heard: HeardSource | null = null,
): Warning[] {
  const seen = lastSeenOf(bucket)
  if (!seen) return ['empty']
  const warnings: Warning[] = []
  if (seen > now + TOLERANCE) warnings.push('future')
  if (seen < Math.min(deviceSeen, now) - PAUSE && !isAtWork(heard)) warnings.push('silent')
  return warnings
}
