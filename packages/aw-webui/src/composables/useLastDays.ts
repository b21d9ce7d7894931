/** The last days up to the end of today, as the person's calendar has them. */

import { computed, type ComputedRef, type MaybeRefOrGetter, toValue } from 'vue'

import { dateAt, type Interval } from '@/domain/time/calendar'
import { intervalOf, type RangePeriod } from '@/domain/time/period'
import { useSettings } from '@/stores/settings'

export function useLastDays(days: MaybeRefOrGetter<number>): {
  period: ComputedRef<RangePeriod>
  interval: ComputedRef<Interval>
} {
  const settings = useSettings()
  const period = computed<RangePeriod>(() => {
    const last = dateAt(Date.now(), settings.calendar)
    return { length: 'range', first: last.subtract({ days: toValue(days) - 1 }), last }
  })
  return { period, interval: computed(() => intervalOf(period.value, settings.calendar)) }
}
