/** How many events each row of a search has: asked in one query, and in smaller ones where the server refuses that. */

import { ApiError } from '@/api'
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
export async function countsOf(question: CountsQuestion): Promise<(number | null)[]> {
  const { scope, search, rows, intervals } = question
  try {
    const [counts] = await answerOf<number[]>({ query: question.query, intervals })
    return counts ?? []
  } catch (error) {
    if (!isRefused(error)) throw error
  }
  if (rows.length < 2) return rows.map(() => null)
  const middle = Math.ceil(rows.length / 2)
  const halves = [rows.slice(0, middle), rows.slice(middle)]
  const counts = await Promise.all(
    halves.map((half) => countsOf(countsQuestion(scope, search, half, intervals))),
  )
  return counts.flat()
}

/** Something in the query is to blame, or its length. */
function isRefused(error: unknown): boolean {
  return error instanceof ApiError && [400, 413].includes(error.status)
}
