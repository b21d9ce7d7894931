/** The period that a page shows, kept in its address: `…/:length/:date`. */

import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'

import { usePeriodKeys } from '@/composables/usePeriodKeys'
import {
  contains,
  currentPeriod,
  intervalOf,
  isLength,
  type Length,
  type Period,
  periodFromPath,
  periodToPath,
  shifted,
} from '@/domain/time/period'
import { useSettings } from '@/stores/settings'

/**
 * @param usual the length where the address names none.
 */
export function usePeriod(usual: Length = 'day') {
  const route = useRoute()
  const router = useRouter()
  const settings = useSettings()

  const period = computed<Period>(() => {
    const { length, date } = route.params
    const named = String(length ?? '')
    return (
      periodFromPath(named, String(date ?? '')) ??
      currentPeriod(isLength(named) ? named : usual, settings.calendar)
    )
  })
  const interval = computed(() => intervalOf(period.value, settings.calendar))

  function show(next: Period): void {
    void router.push({ params: { ...route.params, ...periodToPath(next) }, query: route.query })
  }
  function step(steps: number): void {
    show(shifted(period.value, steps))
  }
  function showToday(): void {
    const { length } = period.value
    show(currentPeriod(length === 'range' ? 'day' : length, settings.calendar))
  }
  /** Another length around the same time; around today if that is in the period now shown. */
  function showLength(length: Length): void {
    const current = currentPeriod(length, settings.calendar)
    const isNow = contains(period.value, Date.now(), settings.calendar)
    const date = period.value.length === 'range' ? period.value.last : period.value.date
    show(isNow ? current : { length, date })
  }

  usePeriodKeys({ step, showLength, showToday })
  return { period, interval, show, step, showToday, showLength }
}
