/** The settings that the server keeps. */

import { defineStore } from 'pinia'
import { computed, ref } from 'vue'

import { getSetting, getSettings, saveSetting } from '@/api'
import { ownValue } from '@/domain/record'
import { calendarOf, readSettings, type SettingName, type Settings } from '@/domain/settings/settings'
import { reverted } from '@/domain/settings/shared'
import { localeFor } from '@/domain/time/locale'
import { Turns } from '@/domain/turns'

/** Makes what is to be kept of what is kept, null for nothing; it may be called more than once. */
export type Change = (stored: unknown) => unknown

/** Takes a change back; what was changed by others since then stays. */
export type Undo = () => Promise<void>

export const useSettings = defineStore('settings', () => {
  /** All that is kept on the server, of other front ends too. */
  const stored = ref<Record<string, unknown>>({})
  const values = computed<Settings>(() => readSettings(stored.value))
  const calendar = computed(() => calendarOf(values.value))
  const place = computed(() => ({
    locale: localeFor(values.value.language, navigator.languages),
    zone: calendar.value.zone,
  }))

  const turns = new Turns()
  /** What the server keeps of the settings that are being written, as far as is known. */
  const kept = new Map<string, unknown>()
  /** How often each setting was written. */
  const writes = new Map<string, number>()

  async function load(): Promise<void> {
    const earlier = new Map(writes)
    const found = await getSettings()
    let next = { ...found }
    for (const [name, count] of writes) {
      // What was written meanwhile is newer than the answer.
      if (turns.countOf(name) || earlier.get(name) !== count) next = { ...next, [name]: stored.value[name] }
    }
    // What is the same need not be looked at again.
    if (JSON.stringify(next) !== JSON.stringify(stored.value)) stored.value = next
  }

  function show(name: string, value: unknown): void {
    stored.value = { ...stored.value, [name]: value }
  }

  /** Shown at once; once the last write is over, what the server keeps is shown, whether or not it worked. */
  function write<Result>(name: string, change: Change, send: () => Promise<Result>): Promise<Result> {
    if (!turns.countOf(name)) kept.set(name, ownValue(stored.value, name) ?? null)
    writes.set(name, (writes.get(name) ?? 0) + 1)
    show(name, change(ownValue(stored.value, name) ?? null))
    return turns.take(name, async () => {
      try {
        return await send()
      } finally {
        writes.set(name, (writes.get(name) ?? 0) + 1)
        if (turns.countOf(name) === 1) show(name, kept.get(name))
      }
    })
  }

  async function send(name: string, value: unknown): Promise<void> {
    await saveSetting(name, value)
    kept.set(name, value)
  }

  /** Keep a value of any name on the server, whatever was there before. */
  function saveAny(name: string, value: unknown): Promise<void> {
    return write(
      name,
      () => value,
      () => send(name, value),
    )
  }

  /**
   * Change a value that others write too, such as a list: what they have added since it was read stays.
   *
   * @returns takes back this change alone.
   */
  function update(name: string, change: Change): Promise<Undo> {
    return write(name, change, async () => {
      const before = await getSetting(name)
      kept.set(name, before)
      const after = change(before)
      await send(name, after)
      return async () => {
        await update(name, (now) => reverted(now, before, after))
      }
    })
  }

  function save<Name extends SettingName>(name: Name, value: Settings[Name]): Promise<void> {
    return saveAny(name, value)
  }

  return { stored, values, calendar, place, load, save, saveAny, update }
})
