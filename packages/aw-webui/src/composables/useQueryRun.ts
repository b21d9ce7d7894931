/** Runs one query at a time and says what came, or where it is wrong. */

import { computed, onScopeDispose, shallowRef } from 'vue'

import { QueryError, runQuery } from '@/api'
import { useFailureText } from '@/composables/useFailureText'
import { expand } from '@/domain/querylanguage/macro'
import type { Interval } from '@/domain/time/calendar'
import { useCategories } from '@/stores/categories'

export interface QueryAnswer {
  result: unknown
  /** How long it took, in seconds. */
  seconds: number
}

export interface QueryFailure {
  message: string
  /** What was asked, and where in it the error is (UTF-16 units); null if it is nowhere. */
  text: string
  place: number | null
}

export function useQueryRun() {
  const categories = useCategories()
  const { knownReason } = useFailureText()
  const answer = shallowRef<QueryAnswer | null>(null)
  const failure = shallowRef<QueryFailure | null>(null)
  const isRunning = shallowRef(false)
  let controller: AbortController | null = null
  onScopeDispose(() => controller?.abort())

  async function run(text: string, interval: Interval): Promise<void> {
    controller?.abort()
    const own = (controller = new AbortController())
    const expanded = expand(text, categories.classes)
    const begun = performance.now()
    isRunning.value = true
    try {
      const [result] = await runQuery<unknown>(expanded.text, [interval], own.signal)
      if (own.signal.aborted) return
      answer.value = { result, seconds: (performance.now() - begun) / 1000 }
      failure.value = null
    } catch (error) {
      if (own.signal.aborted) return
      failure.value = { ...failureOf(error, text, expanded.placeOf), ...reasonOf(error) }
    }
    isRunning.value = false
  }

  function reasonOf(error: unknown): { message?: string } {
    const message = knownReason(error)
    return message === null ? {} : { message }
  }

  function cancel(): void {
    controller?.abort()
    isRunning.value = false
  }

  return {
    answer: computed(() => answer.value),
    failure: computed(() => failure.value),
    isRunning: computed(() => isRunning.value),
    run,
    cancel,
  }
}

function failureOf(error: unknown, text: string, placeOf: (offset: number) => number): QueryFailure {
  const message = error instanceof Error ? error.message : String(error)
  const offset = error instanceof QueryError ? error.position : null
  return { message, text, place: offset === null ? null : placeOf(offset) }
}
