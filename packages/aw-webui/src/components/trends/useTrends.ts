/** A period and the time it is compared with: one query for both. */

import { computed, type MaybeRefOrGetter, toValue } from 'vue'

import { useAnswered } from '@/composables/useAnswered'
import { usePrefetch } from '@/composables/usePrefetch'
import { useQuery } from '@/composables/useQuery'
import { useChosenDevices, useScope } from '@/composables/useScope'
import { firstSeenOf } from '@/domain/devices'
import { type AwEvent, startOf } from '@/domain/events/event'
import { trendsQuery } from '@/domain/queries/trends'
import type { Calendar, Interval } from '@/domain/time/calendar'
import { binsOf, type Period } from '@/domain/time/period'
import {
  busiestOf,
  dayTotals,
  hourMeans,
  hoursOf,
  type Spent,
  weekdayMeans,
  wholeDays,
} from '@/domain/trends/averages'
import { comparedInterval, elapsedOf } from '@/domain/trends/comparison'
import { categorySeconds } from '@/domain/trends/deltas'
import { useBuckets } from '@/stores/buckets'
import { useSettings } from '@/stores/settings'

interface Counted {
  duration: number
  categories: AwEvent[]
  bars: AwEvent[]
  hours: AwEvent[]
}

export interface TrendsAsked {
  period: Period
  other: Period
  hosts: readonly string[]
}

const MINUTE = 60_000

/** @param otherOf with what any period would be compared. */
export function useTrends(asked: MaybeRefOrGetter<TrendsAsked>, otherOf: (period: Period) => Period) {
  const settings = useSettings()
  const buckets = useBuckets()
  const hosts = () => toValue(asked).hosts
  const scope = useScope(() => ({ hosts: hosts() }))
  const devices = useChosenDevices(hosts)

  /** Since when anything is recorded, milliseconds since 1970; 0 if nobody knows. */
  const firstSeen = computed(() => {
    const byHand = buckets.buckets.filter(({ id }) => buckets.stopwatchIds.includes(id))
    const sources = [...devices.value.flatMap((device) => device.buckets), ...byHand]
    return sources.length ? Math.min(...sources.map(firstSeenOf)) : 0
  })
  const about = computed(() => {
    const { period, other } = toValue(asked)
    const intervals = comparedIntervals(period, other, settings.calendar)
    return {
      period,
      other,
      intervals,
      scope: scope.value,
      recorded: { start: firstSeen.value, end: intervals[0].end },
    }
  })
  const question = computed(() => ({
    query: queryAbout(about.value.period),
    intervals: about.value.intervals,
  }))
  function queryAbout(period: Period): string {
    const { calendar } = settings
    return trendsQuery(scope.value, binsOf(period, calendar), hoursOf(period, calendar))
  }
  const { value, error, isLoading, reload } = useQuery<Counted>(question)
  const answered = useAnswered(value, about)

  const trends = computed(() => {
    const { value: answers, asked: shown } = answered.value ?? {}
    const [now, before] = answers ?? []
    if (!shown || !now || !before) return null
    return {
      ...shown,
      now,
      before,
      bins: binsOf(shown.period, settings.calendar),
      times: { now: categorySeconds(now.categories), before: categorySeconds(before.categories) },
      means: meansOf(shown.period, now.hours.map(spentOf), shown.recorded, settings.calendar),
    }
  })
  usePrefetch(
    () => (isLoading.value ? null : toValue(asked).period),
    (period) => ({
      query: queryAbout(period),
      intervals: comparedIntervals(period, otherOf(period), settings.calendar),
    }),
  )
  return { about, trends, error, isLoading, reload }
}

function meansOf(period: Period, spent: readonly Spent[], recorded: Interval, calendar: Calendar) {
  const days = dayTotals(period, spent, calendar, recorded)
  const whole = wholeDays(days, recorded.end)
  return {
    days: whole,
    leavesOutToday: whole.length < days.length,
    busiest: busiestOf(days),
    weekdays: weekdayMeans(whole, calendar),
    hours: hourMeans(spent, whole, calendar),
  }
}

/** Both end at full minutes: the answer is the same within one. */
function comparedIntervals(period: Period, other: Period, calendar: Calendar): readonly [Interval, Interval] {
  const now = Math.ceil(Date.now() / MINUTE) * MINUTE
  return [elapsedOf(period, calendar, now), comparedInterval(period, other, calendar, now)]
}

function spentOf(event: AwEvent): Spent {
  return { start: startOf(event), seconds: event.duration }
}
