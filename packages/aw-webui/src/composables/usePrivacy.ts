/** The privacy rules that the server keeps: the person's own, the default ones, and what is wrong with any. */

import { computed } from 'vue'

import { getPrivacy } from '@/api'
import { useAnswer } from '@/composables/useAnswer'
import { defaultRules, ownRules, PRIVACY_SETTING } from '@/domain/privacy/list'
import { problemIn } from '@/domain/privacy/problem'
import { isRecord, ownValue } from '@/domain/record'
import { listOf } from '@/domain/settings/shared'
import { type Change, useSettings } from '@/stores/settings'

export function usePrivacy() {
  const settings = useSettings()
  const stored = computed(() => ownValue(settings.stored, PRIVACY_SETTING) ?? null)
  const answer = useAnswer(
    () => JSON.stringify(stored.value),
    (_, signal) => getPrivacy(signal),
  )
  const defaults = computed(() => answer.value.value?.defaults ?? [])
  const own = computed(() => ownRules(stored.value, defaults.value))
  const byDefault = computed(() => defaultRules(stored.value, defaults.value))

  function nameAt(index: number): string {
    const entry = listOf(stored.value)[index]
    return isRecord(entry) && typeof entry['name'] === 'string' ? entry['name'] : ''
  }
  const problems = computed(() => (answer.value.value?.problems ?? []).map((one) => problemIn(one, nameAt)))

  /** @returns takes it back. @throws ApiError the server refuses the list. */
  async function change(edit: Change): Promise<() => Promise<void>> {
    try {
      return await settings.update(PRIVACY_SETTING, edit)
    } finally {
      answer.reload()
    }
  }

  return { stored, answer, defaults, own, byDefault, problems, change }
}
