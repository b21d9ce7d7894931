/** What the extension remembers, in `storage.local`: it outlives the worker, the browser and a crash of either. */

import { NEVER_TRIED, type Connection } from '@/domain/connection'
import type { Pause } from '@/domain/pause'
import type { Told } from '@/domain/report'
import { readSettings, type Settings } from '@/domain/settings'
import type { OpenSpan } from '@/domain/spans'

/** What the server has told; of another server nothing of it holds. */
export interface ServerFacts {
  address: string
  hostname: string
  pause: Pause | null
  /** The value of the setting `privacy_filters`, as it came. */
  filters: unknown
  /** The rules that hold by default, as they came; null where the server knows none. */
  defaults: unknown
}

/** The numbers of the first span in the queue and of the one to come, and how many had to go. */
export interface QueueMarks {
  first: number
  next: number
  /** Given up because there was no more room. */
  lost: number
  /** Never to be taken by the server. */
  refused: number
}

export interface Memory {
  settings: Settings
  pause: Pause | null
  open: OpenSpan | null
  queue: QueueMarks
  facts: ServerFacts | null
  connection: Connection
  /** What the extension has said of itself. */
  told: Told | null
}

/** What this needs of `chrome.storage.local`. */
export interface Area {
  /** All for null. */
  get(keys: string | string[] | null): Promise<Record<string, unknown>>
  set(items: Record<string, unknown>): Promise<void>
  remove(keys: string | string[]): Promise<void>
}

const KEYS: (keyof Memory)[] = ['settings', 'pause', 'open', 'queue', 'facts', 'connection', 'told']

const NO_QUEUE: Readonly<QueueMarks> = { first: 0, next: 0, lost: 0, refused: 0 }

/** Everything that is remembered; what is missing is as on the first day. */
export async function recall(area: Area): Promise<Memory> {
  const found = await area.get(KEYS)
  return {
    settings: readSettings(found['settings']),
    pause: (found['pause'] as Pause | undefined) ?? null,
    open: (found['open'] as OpenSpan | undefined) ?? null,
    queue: (found['queue'] as QueueMarks | undefined) ?? NO_QUEUE,
    facts: (found['facts'] as ServerFacts | undefined) ?? null,
    connection: (found['connection'] as Connection | undefined) ?? NEVER_TRIED,
    told: (found['told'] as Told | undefined) ?? null,
  }
}
