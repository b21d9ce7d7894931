/** The periods beside the one that is shown, asked about before anyone goes there. */

import { useTimeoutFn } from '@vueuse/core'
import { type MaybeRefOrGetter, toValue, watch } from 'vue'

import { prefetch, type Question } from '@/composables/useQuery'
import { contains, datesOf, type Period, shifted } from '@/domain/time/period'
import { useSettings } from '@/stores/settings'

/** Who goes on at once needs no answer about what is passed by, in milliseconds. */
const REST = 400

/** Longer periods take the server too long to ask about on the chance that someone goes there, in days. */
const LONGEST = 62

/**
 * @param period null while its own answer is awaited: that comes first.
 * @param questionOf what will be asked about a period.
 */
export function usePrefetch(
  period: MaybeRefOrGetter<Period | null>,
  questionOf: (period: Period) => Question,
): void {
  const settings = useSettings()
  const { start } = useTimeoutFn(
    () => {
      const current = toValue(period)
      if (current && daysIn(current) <= LONGEST)
        neighboursOf(current).forEach((one) => prefetch(questionOf(one)))
    },
    REST,
    { immediate: false },
  )

  function daysIn(shown: Period): number {
    const { first, last } = datesOf(shown, settings.calendar)
    return first.until(last).days + 1
  }
  /** Nobody asks what comes after the present. */
  function neighboursOf(shown: Period): Period[] {
    const isNow = contains(shown, Date.now(), settings.calendar)
    return [shifted(shown, -1), ...(isNow ? [] : [shifted(shown, 1)])]
  }
  watch(() => toValue(period), start, { immediate: true })
}
