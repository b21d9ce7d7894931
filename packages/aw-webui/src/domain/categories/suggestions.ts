/** What a rule could be made from: words, apps and domains in which most time without a category is. */

import { STOP_WORDS } from '@/domain/categories/stopwords'
import { type AwEvent, textOf } from '@/domain/events/event'

export type SuggestionKind = 'app' | 'domain' | 'word'

export interface Suggestion {
  kind: SuggestionKind
  text: string
  /** Of all events in which it is. */
  seconds: number
}

/** Events without a category, merged: by app and title, and by domain. */
export interface Uncategorized {
  titles: readonly AwEvent[]
  domains: readonly AwEvent[]
}

/**
 * The suggestions, the most time first.
 *
 * A word that only ever stands where an app or a domain does is left out: that says the same better.
 *
 * @param ignored what the person does not want to see, in lower case.
 */
export function suggestionsOf(
  { titles, domains }: Uncategorized,
  ignored: ReadonlySet<string>,
): Suggestion[] {
  const names = [
    ...summed('app', titles, (event) => [textOf(event, 'app')]),
    ...summed('domain', domains, (event) => [textOf(event, '$domain')]),
  ]
  const words = summed('word', titles, (event) => wordsOf(textOf(event, 'title')))
  return [...names, ...words.filter((word) => !names.some((name) => saysTheSame(name, word)))]
    .filter(({ text }) => text && !ignored.has(text.toLowerCase()))
    .sort((a, b) => b.seconds - a.seconds)
}

/** The different words of a text that tell something: no numbers, no stop words, nothing too short. */
export function wordsOf(text: string): string[] {
  const words = text.match(WORD) ?? []
  const byLower = new Map(words.map((word) => [word.toLowerCase(), word]))
  return [...byLower].filter(([lower]) => !STOP_WORDS.has(lower)).map(([, word]) => word)
}

/** Letters, digits within, and what joins them in names of sites and files. */
const WORD = /\p{L}[\p{L}\p{M}\d_]{2,}(?:[.\-+]\p{L}[\p{L}\p{M}\d_]+)*/gu

function saysTheSame(name: Suggestion, word: Suggestion): boolean {
  const isPart = name.text
    .toLowerCase()
    .split(/[^\p{L}\p{M}\d]+/u)
    .includes(word.text.toLowerCase())
  return isPart && Math.abs(word.seconds - name.seconds) <= name.seconds / 20
}

/** The time of each text that events have; spellings that differ in case are one, called as the most time is. */
function summed(
  kind: SuggestionKind,
  events: readonly AwEvent[],
  textsOf: (event: AwEvent) => readonly string[],
): Suggestion[] {
  const found = new Map<string, Suggestion & { longest: number }>()
  for (const event of events) {
    for (const text of textsOf(event)) {
      const known = found.get(text.toLowerCase()) ?? { kind, text, seconds: 0, longest: 0 }
      known.seconds += event.duration
      if (event.duration > known.longest) Object.assign(known, { text, longest: event.duration })
      found.set(text.toLowerCase(), known)
    }
  }
  return [...found.values()].map(({ text, seconds }) => ({ kind, text, seconds }))
}

/** The texts a person does not want to be suggested, in what the server keeps. */
export function readIgnored(stored: unknown): string[] {
  return Array.isArray(stored) ? stored.filter((text) => typeof text === 'string') : []
}

/** Whether an event, merged by app and title, has to do with a suggestion. */
export function isAbout(event: AwEvent, { kind, text }: Suggestion): boolean {
  const wanted = text.toLowerCase()
  if (kind === 'app') return textOf(event, 'app').toLowerCase() === wanted
  return wordsOf(textOf(event, 'title')).some((word) => word.toLowerCase() === wanted)
}
