/** Settings as a file, to keep them or to take them to another machine. */

import { isRecord, ownValue } from '@/domain/record'

export type Stored = Readonly<Record<string, unknown>>

export function settingsFile(stored: Stored): string {
  return JSON.stringify({ settings: stored }, null, 2)
}

/**
 * The settings in a file: as they are exported here, or an object of them.
 *
 * @throws RangeError it holds none.
 */
export function readSettingsFile(text: string): Stored {
  const content = parsed(text)
  if (!isRecord(content)) throw new RangeError('expected an object of settings in JSON')
  const inner = content['settings']
  return isRecord(inner) ? inner : content
}

export interface Change {
  name: string
  before: unknown
  after: unknown
}

/** What taking over these settings would change; those that are not among them stay. */
export function changesBetween(before: Stored, after: Stored): Change[] {
  return Object.entries(after)
    .map(([name, value]) => ({ name, before: ownValue(before, name) ?? null, after: value }))
    .filter((change) => JSON.stringify(change.before) !== JSON.stringify(change.after))
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new RangeError(error instanceof Error ? error.message : String(error), { cause: error })
  }
}
