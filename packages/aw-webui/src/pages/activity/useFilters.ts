/** What of a period is shown, kept in the address so that a link shows the same. */

import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'

export interface Filters {
  /** Leave out the time nobody was there. */
  filterAfk: boolean
  /** Count a sounding tab as someone being there. */
  includeAudible: boolean
  /** Count stopwatches and entries. */
  includeManual: boolean
  /** Keep only this category; empty: all. */
  category: readonly string[]
}

const USUAL: Filters = { filterAfk: true, includeAudible: true, includeManual: true, category: [] }

export function useFilters() {
  const route = useRoute()
  const router = useRouter()

  const filters = computed<Filters>(() => ({
    filterAfk: route.query['away'] !== 'counts',
    includeAudible: route.query['audible'] !== 'no',
    includeManual: route.query['stopwatches'] !== 'no',
    category: categoryFrom(route.query['category']),
  }))
  /** How many differ from the usual. */
  const count = computed(
    () =>
      [!filters.value.filterAfk, !filters.value.includeAudible, !filters.value.includeManual].filter(Boolean)
        .length + (filters.value.category.length ? 1 : 0),
  )

  function set(change: Partial<Filters>): void {
    const next = { ...filters.value, ...change }
    const query = {
      ...route.query,
      away: next.filterAfk ? undefined : 'counts',
      audible: next.includeAudible ? undefined : 'no',
      stopwatches: next.includeManual ? undefined : 'no',
      category: next.category.length ? next.category.join(' > ') : undefined,
    }
    void router.push({ params: route.params, query })
  }
  return { filters, count, set, reset: () => set(USUAL) }
}

/** `Work > Programming`, as other front ends write it too. */
function categoryFrom(value: unknown): readonly string[] {
  if (typeof value !== 'string' || !value.trim()) return []
  return value
    .split('>')
    .map((part) => part.trim())
    .filter(Boolean)
}
