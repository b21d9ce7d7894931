/** The options of work reports and the notes on days: shown at once, kept on the server soon after. */

import { useDebounceFn } from '@vueuse/core'
import { computed, shallowRef } from 'vue'

import {
  NOTES_SETTING,
  OPTIONS_SETTING,
  readNotes,
  readOptions,
  type ReportOptions,
  withOptions,
  withValue,
} from '@/domain/report/options'
import { recordOf } from '@/domain/settings/shared'
import { useCategories } from '@/stores/categories'
import { useNotices } from '@/stores/notices'
import { useSettings } from '@/stores/settings'

/** A slider is not kept at every step that it is dragged over; in milliseconds. */
const PAUSE = 500

export function useReportOptions() {
  const settings = useSettings()
  const categories = useCategories()
  const notices = useNotices()

  /** What was changed and is not yet being kept. */
  const changes = shallowRef<Partial<ReportOptions>>({})
  const known = computed(() => categories.categories.map(({ name }) => name))
  const kept = computed(() => readOptions(settings.stored[OPTIONS_SETTING], known.value))
  const options = computed<ReportOptions>(() => ({ ...kept.value, ...changes.value }))
  const notes = computed(() => readNotes(settings.stored[NOTES_SETTING]))

  const keep = useDebounceFn(async () => {
    const changed = changes.value
    const names = known.value
    const kept = settings.update(OPTIONS_SETTING, (stored) => withOptions(stored, changed, names))
    changes.value = {}
    await kept.catch(notices.fail)
  }, PAUSE)

  function change(part: Partial<ReportOptions>): void {
    changes.value = { ...changes.value, ...part }
    void keep()
  }

  /** An empty note is none. */
  async function note(date: string, text: string): Promise<void> {
    await settings
      .update(NOTES_SETTING, (stored) => withValue(recordOf(stored), date, text || null))
      .catch(notices.fail)
  }

  return { options, notes, change, note }
}
