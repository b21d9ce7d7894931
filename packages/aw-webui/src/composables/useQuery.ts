/** Answers of queries, remembered for a while so that going back and forth is instant. */

import { type MaybeRefOrGetter, readonly, shallowRef, toValue } from 'vue'

import { runQuery } from '@/api'
import { type Answer, useAnswer } from '@/composables/useAnswer'
import { AnswerCache } from '@/domain/answercache'
import type { Interval } from '@/domain/time/calendar'

export interface Question {
  query: string
  intervals: readonly Interval[]
}

const cache = new AnswerCache<unknown>()

export interface ChangeByHand {
  /** How many there were before. */
  number: number
  /** The bucket whose events were changed; null if it is any. */
  bucketId: string | null
}

const changes = shallowRef<ChangeByHand>({ number: 0, bucketId: null })

/** The last change made by hand, for those who keep answers of their own. */
export const changesByHand = readonly(changes)

/** Forget all answers and ask again what is on screen: something was changed by hand, in one bucket or in any. */
export function forgetAnswers(bucketId: string | null = null): void {
  cache.clear()
  changes.value = { number: changes.value.number + 1, bucketId }
}

/** The answers of a query, one for each interval. */
export function useQuery<Result>(question: MaybeRefOrGetter<Question | null>): Answer<Result[]> {
  const current = () => {
    const asked = toValue(question)
    return asked && { ...asked, changes: changes.value }
  }
  return useAnswer(current, (asked) => answerOf<Result>(asked), keyOf)
}

function keyOf({ query, intervals }: Question): string {
  return JSON.stringify([query, intervals])
}

/** Ask now what will be asked soon, such as about the day before. */
export function prefetch(question: Question): void {
  // Whoever asks for it later sees what went wrong.
  answerOf(question).catch(() => undefined)
}

/** The same outside of a component. It is never ended early: others may wait for the same answer. */
export async function answerOf<Result>({ query, intervals }: Question): Promise<Result[]> {
  const key = keyOf({ query, intervals })
  const end = Math.max(...intervals.map((interval) => interval.end))
  return (await cache.get(key, end, () => runQuery<Result>(query, intervals))) as Result[]
}
