/** How productive time was: hours times the score of their category. */

import { categoryOf } from '@/domain/activity/tree'
import type { Category } from '@/domain/categories/category'
import { categoryScores } from '@/domain/categories/scores'
import type { AwEvent } from '@/domain/events/event'

export interface Scored {
  name: readonly string[]
  seconds: number
  /** Hours times the score of an hour. */
  points: number
}

export interface Score {
  points: number
  /** Of all time, that with a score above 0; from 0 to 1. */
  productive: number
  /** What brought most points, most first. */
  best: Scored[]
  /** What cost most points, most first. */
  worst: Scored[]
}

/** @param events merged by `$category`. */
export function score(events: readonly AwEvent[], categories: readonly Category[]): Score {
  const scoreOf = categoryScores(categories)
  const scored = events.map((event) => {
    const name = categoryOf(event)
    const points = (event.duration / 3600) * (scoreOf(name) ?? 0)
    return { name, seconds: event.duration, points }
  })
  const all = scored.reduce((sum, { seconds }) => sum + seconds, 0)
  const good = scored.filter(({ points }) => points > 0).sort((a, b) => b.points - a.points)
  const bad = scored.filter(({ points }) => points < 0).sort((a, b) => a.points - b.points)
  return {
    points: scored.reduce((sum, { points }) => sum + points, 0),
    productive: all ? good.reduce((sum, { seconds }) => sum + seconds, 0) / all : 0,
    best: good,
    worst: bad,
  }
}
