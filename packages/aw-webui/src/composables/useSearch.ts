/** A search that stands in the page's address, and what it finds. */

import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'

import { QueryError } from '@/api'
import { countsOf, countsQuestion } from '@/composables/searchcounts'
import { useLastDays } from '@/composables/useLastDays'
import { useQuery } from '@/composables/useQuery'
import { useScope } from '@/composables/useScope'
import { useSettledQuery } from '@/composables/useSettledQuery'
import { searchQuery, type SearchResult } from '@/domain/queries/search'
import { type Search, searchFromAddress, searchToAddress } from '@/domain/search/search'
import { isoAt } from '@/domain/time/calendar'
import { binsOf } from '@/domain/time/period'
import { useSettings } from '@/stores/settings'

/** The events of so many rows are counted. */
const COUNTED = 100

/** They are counted when the search has rested for so long, in milliseconds. */
const PAUSE = 100

export function useSearch() {
  const route = useRoute()
  const router = useRouter()
  const settings = useSettings()

  const search = computed(() => searchFromAddress(route.query))
  const { period, interval } = useLastDays(() => search.value.days)
  const scope = useScope(() => ({ hosts: search.value.hosts }))
  const bins = computed(() => binsOf(period.value, settings.calendar))
  const intervals = computed(() => [interval.value])

  const question = computed(() => {
    if (!search.value.text) return null
    const borders = [...bins.value.map(({ start }) => start), interval.value.end].map(isoAt)
    return { query: searchQuery(scope.value, search.value, borders), intervals: intervals.value }
  })
  const { value, error, isLoading, reload } = useQuery<SearchResult>(question)
  const result = computed(() => (question.value ? value.value?.[0] : undefined))
  const counted = computed(() => result.value?.rows.slice(0, COUNTED) ?? [])

  const toCount = computed(() =>
    counted.value.length && !isLoading.value
      ? countsQuestion(scope.value, search.value, counted.value, intervals.value)
      : null,
  )
  const counts = useSettledQuery(toCount, PAUSE, countsOf)

  /** An error that is in what was typed. */
  const patternError = computed(() =>
    search.value.isRegex && error.value instanceof QueryError ? error.value.message : '',
  )

  function change(fields: Partial<Search>): void {
    void router.replace({ query: searchToAddress({ ...search.value, ...fields }) })
  }

  return {
    ...{ search, scope, interval, bins, result, counts, isLoading, reload, patternError, change },
    error: computed(() => (patternError.value ? null : error.value)),
  }
}
