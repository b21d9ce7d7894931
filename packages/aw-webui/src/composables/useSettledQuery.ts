/** The answer of a query, asked when the question has rested, and shown only while it is the present question's. */

import { refDebounced } from '@vueuse/core'
import { computed, type ComputedRef, type MaybeRefOrGetter, toValue } from 'vue'

import { useAnswer } from '@/composables/useAnswer'
import { answerOf, type Question } from '@/composables/useQuery'

/**
 * For what adds to an answer on screen: nothing is better than what belongs to the answer before.
 *
 * @param pause how long the question rests before it is asked, in milliseconds.
 * @param ask gets the answer, for who asks in another way than all at once.
 */
export function useSettledQuery<Result, Asked extends Question = Question>(
  question: MaybeRefOrGetter<Asked | null>,
  pause: number,
  ask: (asked: Asked) => Promise<Result | undefined> = firstAnswer,
): ComputedRef<Result | undefined> {
  const current = computed(() => toValue(question))
  const settled = refDebounced(current, pause)
  const answer = useAnswer(settled, async (asked) => ({
    query: asked.query,
    result: await ask(asked),
  }))
  return computed(() => {
    const newest = answer.value.value
    return newest && newest.query === current.value?.query ? newest.result : undefined
  })
}

async function firstAnswer<Result>(question: Question): Promise<Result | undefined> {
  return (await answerOf<Result>(question))[0]
}
