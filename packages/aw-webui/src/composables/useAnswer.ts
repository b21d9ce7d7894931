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

import { ApiError, onKey, onReach } from '@/api'

export interface Answer<Value> {
  /**
   * The newest answer, also while another is on its way; undefined before the first, and once another question failed:
   * an answer to something else is never left standing beside an error.
   */
  value: ComputedRef<Value | undefined>
  error: ComputedRef<Error | null>
  isLoading: ComputedRef<boolean>
  /** Whether the answer is to what was asked before. */
  isOld: ComputedRef<boolean>
  /** Ask again. */
  reload: () => void
}

/**
 * Ask whenever what is asked for changes; an answer that comes after the next question is dropped.
 *
 * @param question asked anew when it changes; nothing is asked while it is null.
 * @param ask gets a signal that is aborted when the answer is no longer wanted.
 * @param keyOf tells questions apart.
 */
export function useAnswer<Question, Value>(
  question: MaybeRefOrGetter<Question | null>,
  ask: (question: Question, signal: AbortSignal) => Promise<Value>,
  keyOf: (question: Question) => string = JSON.stringify,
): Answer<Value> {
  const value = shallowRef<Value>()
  const answered = shallowRef('')
  const error = shallowRef<Error | null>(null)
  const isLoading = shallowRef(false)
  let underWay: AbortController | null = null

  async function load(): Promise<void> {
    underWay?.abort()
    underWay = null
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
      answered.value = keyOf(current)
      value.value = answer
      error.value = null
    } catch (failure) {
      if (underWay !== controller || controller.signal.aborted) return
      if (keyOf(current) !== answered.value) value.value = undefined
      error.value = failure instanceof Error ? failure : new Error(String(failure))
    }
    isLoading.value = false
  }

  watch(
    () => toValue(question),
    () => void load(),
    { immediate: true },
  )
  const failedWith = (status: number) => error.value instanceof ApiError && error.value.status === status
  const stopListening = onReach((isReached) => {
    // Nobody has to ask again by hand when the server is back.
    if (isReached && failedWith(0) && !isLoading.value) void load()
  })
  const stopWaitingForKey = onKey(() => {
    if (failedWith(401)) void load()
  })
  onScopeDispose(() => {
    stopListening()
    stopWaitingForKey()
    underWay?.abort()
  })
  return {
    value: computed(() => value.value),
    error: computed(() => error.value),
    isLoading: computed(() => isLoading.value),
    isOld: computed(() => {
      const asked = toValue(question)
      return value.value !== undefined && asked !== null && keyOf(asked) !== answered.value
    }),
    reload: () => void load(),
  }
}
