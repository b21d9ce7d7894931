/** The settings that the server keeps. */

import { defineStore } from 'pinia'
import { computed, ref } from 'vue'

import { getSettings, saveSetting } from '@/api'
import { calendarOf, readSettings, type SettingName, type Settings } from '@/domain/settings/settings'
import { localeFor } from '@/domain/time/locale'

export const useSettings = defineStore('settings', () => {
  /** All that is kept on the server, of other front ends too. */
  const stored = ref<Record<string, unknown>>({})
  const values = computed<Settings>(() => readSettings(stored.value))
  const calendar = computed(() => calendarOf(values.value))
  const place = computed(() => ({ locale: localeFor(values.value.language, navigator.languages), zone: calendar.value.zone }))

  async function load(): Promise<void> {
    stored.value = await getSettings()
  }

  /** Keep a value of any name on the server; what was there before is shown again if that fails. */
  async function saveAny(name: string, value: unknown): Promise<void> {
    const before = stored.value
    stored.value = { ...before, [name]: value }
    try {
      await saveSetting(name, value)
    } catch (error) {
      stored.value = before
      throw error
    }
  }

  function save<Name extends SettingName>(name: Name, value: Settings[Name]): Promise<void> {
    return saveAny(name, value)
  }

  return { stored, values, calendar, place, load, save, saveAny }
})
