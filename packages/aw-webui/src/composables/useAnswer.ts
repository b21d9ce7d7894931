/** What a page waits for: the last answer stays until the next is there. */

import {
  type ComputedRef,
  computed,
  type MaybeRefOrGetter,
  onScopeDispose,
  shallowRef,
  toValue,
  watch,
} from 'vue'

import { ApiError, onReach } from '@/api'

export interface Answer<Value> {
  /** The newest answer, also while another is on its way; undefined before the first. */
  value: ComputedRef<Value | undefined>
  error: ComputedRef<Error | null>
  isLoading: ComputedRef<boolean>
  /** Ask again. */
  reload: () => void
}

/**
 * Ask whenever what is asked for changes; an answer that comes after the next question is dropped.
 *
 * @param question asked anew when it changes; nothing is asked while it is null.
 * @param ask gets a signal that is aborted when the answer is no longer wanted.
 */
export function useAnswer<Question, Value>(
  question: MaybeRefOrGetter<Question | null>,
  ask: (question: Question, signal: AbortSignal) => Promise<Value>,
): Answer<Value> {
  const value = shallowRef<Value>()
  const error = shallowRef<Error | null>(null)
  const isLoading = shallowRef(false)
  let underWay: AbortController | null = null

  async function load(): Promise<void> {
    underWay?.abort()
    const current = toValue(question)
    if (current === null) {
      isLoading.value = false
      return
    }
    const controller = new AbortController()
    underWay = controller
    isLoading.value = true
    try {
      const answer = await ask(current, controller.signal)
      if (underWay !== controller) return
      value.value = answer
      error.value = null
    } catch (failure) {
      if (underWay !== controller || controller.signal.aborted) return
      error.value = failure instanceof Error ? failure : new Error(String(failure))
    }
    isLoading.value = false
  }

  watch(
    () => toValue(question),
    () => void load(),
    { immediate: true },
  )
  const stopListening = onReach((isReached) => {
    const wasCutOff = error.value instanceof ApiError && error.value.status === 0
    // Nobody has to ask again by hand when the server is back.
    if (isReached && wasCutOff && !isLoading.value) void load()
  })
  onScopeDispose(() => {
    stopListening()
    underWay?.abort()
  })
  return {
    value: computed(() => value.value),
    error: computed(() => error.value),
    isLoading: computed(() => isLoading.value),
    reload: () => void load(),
  }
}
