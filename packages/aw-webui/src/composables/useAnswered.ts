/** An answer together with what was asked: what is on screen keeps its own name while the next is on its way. */

import { type ComputedRef, type MaybeRefOrGetter, type ShallowRef, shallowRef, toValue, watch } from 'vue'

export interface Answered<Value, Asked> {
  value: Value
  asked: Asked
}

/**
 * @param value the newest answer, as `useQuery` gives it: always one to what is asked when it comes.
 * @param asked what is asked now.
 */
export function useAnswered<Value, Asked>(
  value: ComputedRef<Value | undefined>,
  asked: MaybeRefOrGetter<Asked>,
): Readonly<ShallowRef<Answered<Value, Asked> | null>> {
  const answered = shallowRef<Answered<Value, Asked> | null>(null)
  watch(
    value,
    (newest) => {
      answered.value = newest === undefined ? null : { value: newest, asked: toValue(asked) }
    },
    { immediate: true, flush: 'sync' },
  )
  return answered
}
