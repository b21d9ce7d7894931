/** Keeps a setting at once, with a way back. */

import { useI18n } from 'vue-i18n'

import { ownValue } from '@/domain/record'
import { useNotices } from '@/stores/notices'
import { type Change, useSettings } from '@/stores/settings'

export function useSaveSetting() {
  const { t } = useI18n()
  const settings = useSettings()
  const notices = useNotices()

  /**
   * Whether it was kept; if not, a notice says why.
   *
   * @param value null forgets it.
   * @param message what was done; that the setting was saved if it is not said.
   */
  async function save(name: string, value: unknown, message?: string): Promise<boolean> {
    const before = ownValue(settings.stored, name) ?? null
    try {
      await settings.saveAny(name, value)
    } catch (error) {
      notices.fail(error)
      return false
    }
    notices.show(message ?? t('settings.saved'), { undo: () => settings.saveAny(name, before) })
    return true
  }
  /** The same for what others write too, such as a list. */
  async function change(name: string, edit: Change, message: string): Promise<boolean> {
    try {
      notices.show(message, { undo: await settings.update(name, edit) })
      return true
    } catch (error) {
      notices.fail(error)
      return false
    }
  }
  /** For the `change` of a `select`. */
  function saveChoice(name: string, event: Event): void {
    void save(name, (event.target as HTMLSelectElement).value)
  }
  return { save, change, saveChoice }
}
