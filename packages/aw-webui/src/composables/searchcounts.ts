/** How many events each row of a search has: asked in one query, and in smaller ones where the server refuses that. */

import { ApiError } from '@/api'
import { inHalves } from '@/composables/inhalves'
import { answerOf, type Question } from '@/composables/useQuery'
import type { Scope } from '@/domain/queries'
import type { AwEvent } from '@/domain/events/event'
import { countsQuery } from '@/domain/queries/search'
import type { Search } from '@/domain/search/search'
import type { Interval } from '@/domain/time/calendar'

export interface CountsQuestion extends Question {
  scope: Scope
  search: Search
  rows: readonly AwEvent[]
}

export function countsQuestion(
  scope: Scope,
  search: Search,
  rows: readonly AwEvent[],
  intervals: readonly Interval[],
): CountsQuestion {
  return { query: countsQuery(scope, search, rows), intervals, scope, search, rows }
}

/**
 * The count of each row; null where the server refuses to count one.
 *
 * @throws ApiError the server did not answer, or failed.
 */
export function countsOf(question: CountsQuestion): Promise<readonly (number | null)[]> {
  return inHalves(question.rows, (rows) => countAll(question, rows), refusal)
}

async function countAll({ scope, search, intervals }: CountsQuestion, rows: readonly AwEvent[]) {
  const { query } = countsQuestion(scope, search, rows, intervals)
  const [counts] = await answerOf<number[]>({ query, intervals })
  return counts ?? []
}

/** Something in the query is to blame, or its length. */
function refusal(error: unknown): null | undefined {
  return error instanceof ApiError && [400, 413].includes(error.status) ? null : undefined
}
