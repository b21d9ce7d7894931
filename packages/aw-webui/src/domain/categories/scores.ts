/** How productive a category's time is: its own score, or its nearest ancestor's. */

import { type Category, pathOf } from '@/domain/categories/category'

/** Finds the score of any category; null where neither it nor an ancestor has one. */
export type ScoreOf = (name: readonly string[]) => number | null

export function categoryScores(categories: readonly Category[]): ScoreOf {
  const own = new Map(
    categories.flatMap(({ name, data }) =>
      typeof data?.score === 'number' ? [[pathOf(name), data.score] as const] : [],
    ),
  )
  const scoreOf: ScoreOf = (name) => {
    if (!name.length) return null
    return own.get(pathOf(name)) ?? scoreOf(name.slice(0, -1))
  }
  return scoreOf
}
