/** What is doubtful about a rule, seen from what it matches. */

import { isSameName, isWithin, type Rule } from '@/domain/categories/category'
import { nameIn } from '@/domain/categories/diff'
import { compiled, matchesAnything, partsOfWords } from '@/domain/categories/pattern'
import { type AwEvent, textOf } from '@/domain/events/event'
import type { RuleResult } from '@/domain/queries/categories'

/** A part of longer words that the rule finds, with the titles in which it stands in one. */
export interface PartHint {
  part: string
  word: string
  /** The title with the most time. */
  title: string
  seconds: number
}

/** Time that another category has or would lose. */
export interface OwnerHint {
  name: string[]
  seconds: number
}

export interface RuleHints {
  /** It matches a large share of all titles. */
  isBroad: boolean
  /** Categories that keep time which the rule matches as well. */
  keptBy: OwnerHint[]
}

/** What is seen only where its pattern is tried, which can take for ever: see `useRulePlaces`. */
export interface RulePlaces {
  matchesEverything: boolean
  parts: PartHint[]
}

/** A rule that matches more of the different titles than this is likely to be a slip. */
const BROAD = 0.4

/** So many longer words are named, those with the most time. */
const MOST_PARTS = 3

/** @param name the category that the rule is of. */
export function hintsOf(name: readonly string[], result: RuleResult): RuleHints {
  return {
    isBroad: result.all > 10 && result.different > BROAD * result.all,
    keptBy: result.owners
      .map(({ data, duration }) => ({ name: nameIn(data['$owner']), seconds: duration }))
      .filter((owner) => !isSameName(owner.name, name) && !isWithin(owner.name, name)),
  }
}

export function placesOf(rule: Rule, titles: readonly AwEvent[]): RulePlaces {
  const pattern = compiled(rule.regex ?? '', rule.ignore_case ?? false)
  if (!pattern) return { matchesEverything: false, parts: [] }
  return { matchesEverything: matchesAnything(pattern), parts: partHints(pattern, rule, titles) }
}

function partHints(pattern: RegExp, { select_keys }: Rule, titles: readonly AwEvent[]): PartHint[] {
  const keys = select_keys?.length ? select_keys : ['app', 'title']
  const found = new Map<string, PartHint>()
  for (const event of titles) {
    for (const { part, word } of partsIn(pattern, event, keys)) {
      const key = `${part}\0${word}`.toLowerCase()
      const known = found.get(key) ?? { part, word, title: titleOf(event), seconds: 0 }
      found.set(key, { ...known, seconds: known.seconds + event.duration })
    }
  }
  return [...found.values()].sort((a, b) => b.seconds - a.seconds).slice(0, MOST_PARTS)
}

/** The parts of words that are all a rule finds in an event: where it finds a whole word too, it is meant. */
function partsIn(pattern: RegExp, event: AwEvent, keys: readonly string[]) {
  const texts = keys.map((key) => textOf(event, key))
  const parts = texts.flatMap((text) => partsOfWords(pattern, text))
  const matches = texts.reduce((count, text) => count + [...text.matchAll(pattern)].length, 0)
  const seen = new Set<string>()
  return parts.length === matches ? parts.filter(({ word }) => !seen.has(word) && seen.add(word)) : []
}

/** A title as lists show it: with its app, unless it says that itself. */
export function titleOf(event: AwEvent): string {
  const title = textOf(event, 'title')
  const app = textOf(event, 'app')
  return title.toLowerCase().includes(app.toLowerCase()) ? title : [title, app].filter(Boolean).join(' — ')
}
