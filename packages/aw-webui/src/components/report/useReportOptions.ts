/** The options of work reports and the notes on days: shown at once, kept on the server soon after. */

import { useDebounceFn } from '@vueuse/core'
import { computed, shallowRef } from 'vue'

import {
  NOTES_SETTING,
  OPTIONS_SETTING,
  readNotes,
  readOptions,
  type ReportOptions,
  withValue,
} from '@/domain/report/options'
import { useCategories } from '@/stores/categories'
import { useNotices } from '@/stores/notices'
import { useSettings } from '@/stores/settings'

/** A slider is not kept at every step that it is dragged over; in milliseconds. */
const PAUSE = 500

export function useReportOptions() {
  const settings = useSettings()
  const categories = useCategories()
  const notices = useNotices()

  /** What was changed since the page was opened. */
  const changed = shallowRef<ReportOptions | null>(null)
  const kept = computed(() =>
    readOptions(
      settings.stored[OPTIONS_SETTING],
      categories.categories.map(({ name }) => name),
    ),
  )
  const options = computed(() => changed.value ?? kept.value)
  const notes = computed(() => readNotes(settings.stored[NOTES_SETTING]))

  const keep = useDebounceFn(async () => {
    await settings.saveAny(OPTIONS_SETTING, options.value).catch(notices.fail)
  }, PAUSE)

  function change(part: Partial<ReportOptions>): void {
    changed.value = { ...options.value, ...part }
    void keep()
  }

  /** An empty note is none. */
  async function note(date: string, text: string): Promise<void> {
    const next = withValue(notes.value, date, text || null)
    await settings.saveAny(NOTES_SETTING, next).catch(notices.fail)
  }

  return { options, notes, change, note }
}
