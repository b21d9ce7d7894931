/** What the server says of each source: docs/rest-api.md, `GET /api/0/health`. */

import type { Bucket } from '@/domain/events/event'

/** Times are ISO 8601, or null where they are not known. */
export interface HeardSource {
  /** `recording`, `quiet`, `silent`, `ended`, `paused`, `waiting` or `unknown`; another one of a later server. */
  state: string
  /** Since when it records nothing. */
  since: string | null
  newest: string | null
  /** When it last looked. */
  sensed: string | null
  /** How it senses. */
  backend: string | null
  version: string | null
  /** Why it ended: `stopped`, or a sentence. */
  reason: string | null
}

/** By the id of the bucket. */
export type HeardSources = Readonly<Record<string, HeardSource>>

/** What a source says of itself; null of one that does not, which only its events can tell of. */
export function heardOf({ id }: Pick<Bucket, 'id'>, sources: HeardSources): HeardSource | null {
  const heard = sources[id]
  return heard && (heard.sensed !== null || heard.state === 'ended') ? heard : null
}

/** Whether it says that it works, if there is anything to record or not. */
export function isAtWork(heard: HeardSource | null): boolean {
  return heard?.state === 'recording' || heard?.state === 'quiet'
}

/** Whether it is known to work no more. */
export function isOver(heard: HeardSource): boolean {
  return heard.state === 'silent' || heard.state === 'ended'
}
