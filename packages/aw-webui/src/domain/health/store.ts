/** What the server says of its database, and what of it a person should know. */

import type { HeardSources } from '@/domain/health/heard'

/** `GET /api/0/health`: docs/rest-api.md. */
export interface ServerHealth {
  state: string
  checked: string | null
  damage: string | null
  recoveries: Recovery[]
  backups: { enabled: boolean; newest: string | null; problem: string | null }
  /** Missing from an older server, null while the database cannot be read. */
  sources?: HeardSources | null
}

export interface Recovery {
  moment: string
  /** What was found wrong. */
  reason: string
  /** The damaged file's name now. */
  set_aside: string
  /** Events known to be lost. */
  lost: number
  /** Whether no more is lost than that. */
  complete: boolean
  /** A sentence for people. */
  summary: string
}

/** Something about the database that a person should know. */
export interface StoreFinding {
  /** Stays the same while it is the same trouble. */
  key: string
  kind: 'damaged' | 'recovering' | 'recovered' | 'backup'
  /** In the words of the server. */
  detail: string
  /** Where a recovery left the damaged file. */
  file: string
  /** Milliseconds since 1970; null if it is not known. */
  since: number | null
}

/** Findings, the worst first. */
export function storeFindings(health: ServerHealth): StoreFinding[] {
  return [...damage(health), ...health.recoveries.map(recovered).reverse(), ...backup(health)]
}

function damage({ state, damage }: ServerHealth): StoreFinding[] {
  if (state !== 'damaged' && state !== 'recovering') return []
  return [{ key: state, kind: state, detail: damage ?? '', file: '', since: null }]
}

function recovered({ moment, summary, set_aside }: Recovery): StoreFinding {
  const key = `recovered ${moment}`
  return { key, kind: 'recovered', detail: summary, file: set_aside, since: Date.parse(moment) }
}

function backup({ backups: { enabled, newest, problem } }: ServerHealth): StoreFinding[] {
  if (!enabled || !problem) return []
  return [
    { key: 'backup', kind: 'backup', detail: problem, file: '', since: newest ? Date.parse(newest) : null },
  ]
}
