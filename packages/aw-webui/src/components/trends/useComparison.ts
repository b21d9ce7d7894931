/** With what a period is compared, kept in the address: `?compare=year`, `?compare=range&from=2025-06-01`. */

import { computed, type MaybeRefOrGetter, toValue } from 'vue'
import { useRoute, useRouter } from 'vue-router'

import { dateFrom } from '@/domain/time/calendar'
import type { Period } from '@/domain/time/period'
import { comparedPeriod, type Comparison, isComparison } from '@/domain/trends/comparison'
import { useSettings } from '@/stores/settings'

export function useComparison(period: MaybeRefOrGetter<Period>) {
  const route = useRoute()
  const router = useRouter()
  const settings = useSettings()

  const comparison = computed<Comparison>({
    get: () => (isComparison(route.query['compare']) ? route.query['compare'] : 'before'),
    set: (compare) => void router.replace({ query: { ...route.query, compare } }),
  })
  const from = computed({
    get: () => dateFrom(route.query['from']),
    set: (date) => void router.replace({ query: { ...route.query, from: date?.toString() ?? null } }),
  })
  const otherOf = (one: Period) => comparedPeriod(one, comparison.value, settings.calendar, from.value)
  const other = computed(() => otherOf(toValue(period)))
  return { comparison, from, other, otherOf }
}
