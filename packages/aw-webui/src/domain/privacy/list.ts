/** The list of rules in the setting: the person's own ones, and those that switch default ones. */

import { isRecord, ownValue } from '@/domain/record'
import { listOf } from '@/domain/settings/shared'
import { draftOf, type RuleDraft, type RuleEntry } from '@/domain/privacy/rule'

/** The name of the setting. */
export const PRIVACY_SETTING = 'privacy_filters'

/** An entry of the list, and where it stood when it was read. */
export interface PlacedEntry {
  index: number
  entry: unknown
}

/** An entry that is no switch; `draft` is null where it cannot be edited here. */
export interface OwnRule extends PlacedEntry {
  draft: RuleDraft | null
}

/** A default rule: on, off, or one of the person's own stands in its place. */
export interface DefaultRule {
  name: string
  description: string
  state: 'on' | 'off' | 'replaced'
}

/** The entries that are rules of the person's own, or are meant to be. */
export function ownRules(stored: unknown, defaults: readonly RuleEntry[]): OwnRule[] {
  const names = namesOf(defaults)
  return listOf(stored)
    .map((entry, index) => ({ index, entry, draft: draftOf(entry) }))
    .filter(({ entry }) => !isSwitch(entry, names))
}

export function defaultRules(stored: unknown, defaults: readonly RuleEntry[]): DefaultRule[] {
  return defaults.map((rule) => {
    const name = String(rule['name'])
    const entries = named(stored, name)
    const isReplaced = entries.some((entry) => entry['pattern'] !== undefined && entry['enabled'] !== false)
    const isOff = entries.some((entry) => entry['pattern'] !== undefined || entry['enabled'] === false)
    const state = isReplaced ? 'replaced' : isOff ? 'off' : 'on'
    return { name, description: String(rule['description'] ?? ''), state }
  })
}

/** The list with a default rule switched; a rule of the person's own that stands in its place is not changed. */
export function switched(stored: unknown, name: string, isOn: boolean): unknown[] {
  const rest = listOf(stored).filter((entry) => !isSwitch(entry, new Set([name])))
  return isOn ? rest : [...rest, { name, enabled: false }]
}

/** The list with a new rule at its end. */
export function added(stored: unknown, entry: RuleEntry): unknown[] {
  return [...listOf(stored), entry]
}

/** The list with another entry in the place of one; null takes it out. If that one is gone, a new one comes last. */
export function replaced(stored: unknown, place: PlacedEntry, next: RuleEntry | null): unknown[] {
  const list = [...listOf(stored)]
  const index = indexOf(list, place)
  const entries = next === null ? [] : [next]
  if (index < 0) return [...list, ...entries]
  list.splice(index, 1, ...entries)
  return list
}

/** Others may have changed the list since it was read. */
function indexOf(list: readonly unknown[], { index, entry }: PlacedEntry): number {
  const text = JSON.stringify(entry)
  if (JSON.stringify(list[index]) === text) return index
  return list.findIndex((one) => JSON.stringify(one) === text)
}

function isSwitch(entry: unknown, names: ReadonlySet<string>): boolean {
  return isRecord(entry) && (entry['pattern'] ?? null) === null && names.has(String(ownValue(entry, 'name')))
}

function named(stored: unknown, name: string): RuleEntry[] {
  return listOf(stored)
    .filter(isRecord)
    .filter((entry) => entry['name'] === name)
}

function namesOf(rules: readonly RuleEntry[]): Set<string> {
  return new Set(rules.map((rule) => String(rule['name'])))
}
