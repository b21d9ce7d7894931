/** Whether the server takes a rule, and what it would change in the history by itself. */

import { refDebounced } from '@vueuse/core'
import { computed, type Ref } from 'vue'

import { ApiError, previewPrivacy } from '@/api'
import { useAnswer } from '@/composables/useAnswer'
import { aloneWith } from '@/domain/privacy/effect'
import { type Problem, problemIn } from '@/domain/privacy/problem'
import type { RuleEntry } from '@/domain/privacy/rule'

/** How long the person may pause while typing, in milliseconds: a check costs nothing, the history takes a while. */
const CHECK_PAUSE = 250
const TRIAL_PAUSE = 900

/** @param entry null while the rule is not complete. */
export function usePrivacyTrial(entry: Ref<RuleEntry | null>, defaults: Ref<readonly RuleEntry[]>) {
  const filters = computed(() => entry.value && aloneWith(entry.value, defaults.value))
  const toCheck = refDebounced(filters, CHECK_PAUSE)
  const check = useAnswer(toCheck, (asked, signal) => previewPrivacy({ filters: asked, buckets: [] }, signal))

  const isChecked = computed(
    () => check.value.value !== undefined && !check.error.value && !check.isOld.value,
  )
  const rested = refDebounced(filters, TRIAL_PAUSE)
  const trial = useAnswer(
    () => (isChecked.value && isSame(rested.value, filters.value) ? rested.value : null),
    (asked, signal) => previewPrivacy({ filters: asked }, signal),
  )
  const preview = computed(() =>
    isChecked.value && !trial.isOld.value && isSame(rested.value, filters.value)
      ? trial.value.value
      : undefined,
  )
  const problem = computed<Problem | null>(() => {
    const { value } = check.error
    return entry.value && value instanceof ApiError && value.status === 400
      ? ruleProblem(value, entry.value)
      : null
  })
  return {
    problem,
    preview,
    error: computed(() => (problem.value ? null : (check.error.value ?? trial.error.value))),
  }
}

/** What the server said of a list in which this rule is the first. */
export function ruleProblem(error: ApiError, entry: RuleEntry): Problem {
  return problemIn(error.message, (index) => (index === 0 ? String(entry['name'] ?? '') : ''))
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
