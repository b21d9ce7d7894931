/** Whether the server can use rules: its regular expressions are not quite the browser's. */

import { refDebounced } from '@vueuse/core'
import { computed, type ComputedRef, type MaybeRefOrGetter, toValue } from 'vue'

import { QueryError, runQuery } from '@/api'
import { inHalves } from '@/composables/inhalves'
import { useAnswer } from '@/composables/useAnswer'
import { hasPattern, queryRule } from '@/domain/categories/category'
import type { Entry } from '@/domain/categories/tree'
import { checkQuery } from '@/domain/queries/categories'

/** What the server said to a pattern; empty if it can use it. */
const verdicts = new Map<string, string>()

/** Asking waits until nobody typed for so long, in milliseconds. */
const PAUSE = 300

/** What is wrong with each rule, by the id of its category. Only those in which something is wrong are in it. */
export function useRuleChecks(
  entries: MaybeRefOrGetter<readonly Entry[]>,
): ComputedRef<ReadonlyMap<number, string>> {
  const patterns = computed(() => [...new Set(toValue(entries).filter(isRule).map(patternOf))])
  const settled = refDebounced(patterns, PAUSE)
  const checked = useAnswer(settled, (asked, signal) => checkAll(asked, signal))
  return computed(() => {
    // Known verdicts are shown at once; this reads the answer so that new ones are shown when they come.
    void checked.value.value
    const found = toValue(entries)
      .filter(isRule)
      .map((entry) => [entry.id, verdicts.get(patternOf(entry)) ?? ''] as const)
    return new Map(found.filter(([, message]) => message))
  })
}

/** Nearly always all are fine, and one question tells. */
async function checkAll(patterns: readonly string[], signal: AbortSignal): Promise<symbol> {
  const unknown = patterns.filter((pattern) => !verdicts.has(pattern))
  if (unknown.length === 0) return Symbol('checked')
  const found = await inHalves(unknown, (some) => checkSome(some, signal), verdictIn)
  unknown.forEach((pattern, index) => verdicts.set(pattern, found[index] ?? ''))
  return Symbol('checked')
}

/** @throws QueryError the server cannot use one of them. */
async function checkSome(patterns: readonly string[], signal: AbortSignal): Promise<string[]> {
  const rules = patterns.map((regex) => queryRule({ type: 'regex', regex }))
  await runQuery(checkQuery(rules), [{ start: 0, end: 1 }], signal)
  return patterns.map(() => '')
}

/** What the server says to a pattern that it cannot use. */
function verdictIn(error: unknown): string | undefined {
  return error instanceof QueryError ? error.message : undefined
}

function isRule({ rule }: Entry): boolean {
  return hasPattern(rule)
}

function patternOf({ rule }: Entry): string {
  return rule.regex ?? ''
}
