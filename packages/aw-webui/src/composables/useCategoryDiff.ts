/** What the categories being edited would change in recorded time. */

import { refDebounced } from '@vueuse/core'
import { computed, type MaybeRefOrGetter, toValue } from 'vue'

import { useQuery } from '@/composables/useQuery'
import { useScope } from '@/composables/useScope'
import { useSettledQuery } from '@/composables/useSettledQuery'
import { movesOf, totalsOf } from '@/domain/categories/diff'
import { type DiffResult, diffQuery, type MoveResult, movesQuery } from '@/domain/queries/categories'
import type { Interval } from '@/domain/time/calendar'
import { useCategories } from '@/stores/categories'
import { useCategoryDraft } from '@/stores/categorydraft'

/** Asking waits until nobody typed for so long, in milliseconds. */
const PAUSE = 500

/** So many moves are shown each by itself. */
export const MOST_MOVES = 30

/** @param isSound whether the server can use all rules. */
export function useCategoryDiff(interval: MaybeRefOrGetter<Interval>, isSound: MaybeRefOrGetter<boolean>) {
  const categories = useCategories()
  const draft = useCategoryDraft()
  const scope = useScope()

  const asked = computed(() => {
    if (!toValue(isSound)) return null
    const query = diffQuery(scope.value, categories.classes, draft.classes)
    return { query, intervals: [toValue(interval)] }
  })
  const settled = refDebounced(asked, PAUSE)
  const diff = useQuery<DiffResult>(settled)
  const pairs = computed(() => diff.value.value?.[0]?.pairs)
  const moves = computed(() => pairs.value && movesOf(pairs.value))
  const totals = computed(() => (pairs.value ? totalsOf(pairs.value) : null))

  const detailsAsked = computed(() => {
    const shown = moves.value?.slice(0, MOST_MOVES)
    if (!shown?.length || diff.isLoading.value) return null
    const query = movesQuery(scope.value, categories.classes, draft.classes, shown)
    return { query, intervals: [toValue(interval)] }
  })
  /** For each move that is shown; undefined while they are not known. */
  const moveDetails = useSettledQuery<MoveResult[]>(detailsAsked, PAUSE)
  const isStale = computed(() => diff.isLoading.value || settled.value?.query !== asked.value?.query)
  return { moves, totals, moveDetails, isStale, error: diff.error, reload: diff.reload }
}
