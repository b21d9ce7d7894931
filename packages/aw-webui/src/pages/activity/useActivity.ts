/** Everything that is known of a period, asked with one query, and how much would be usual. */

import { useIntervalFn } from '@vueuse/core'
import { computed, type Ref, shallowRef, watch } from 'vue'

import { usePrefetch } from '@/composables/usePrefetch'
import { type Question, useQuery } from '@/composables/useQuery'
import { useChosenDevices, useScope } from '@/composables/useScope'
import { usualIntervals, usualOf } from '@/domain/activity/usual'
import { laneStepOf, type Overview, overviewQuery, secondsQuery } from '@/domain/queries/activity'
import { binsOf, contains, intervalOf, type Period, periodToPath } from '@/domain/time/period'
import type { Filters } from '@/pages/activity/useFilters'
import { useSettings } from '@/stores/settings'
import type { Activity } from '@/visualizations/contract'

/** While the period is not over, what is new is asked for so often; milliseconds. */
const REFRESH = 60_000

export function useActivity(
  period: Readonly<Ref<Period>>,
  hosts: Readonly<Ref<readonly string[]>>,
  filters: Readonly<Ref<Filters>>,
) {
  const settings = useSettings()
  const devices = useChosenDevices(hosts)
  const scope = useScope(() => {
    const { category, ...counting } = filters.value
    return { ...counting, hosts: hosts.value, within: category.length ? [category] : [] }
  })
  const editors = computed(() => devices.value.flatMap((device) => device.editors.map(({ id }) => id)))
  const afk = computed(() => devices.value.flatMap((device) => device.afks.map(({ id }) => id)))
  const includesNow = computed(() => contains(period.value, Date.now(), settings.calendar))

  function questionAbout(asked: Period): Question {
    const interval = intervalOf(asked, settings.calendar)
    const query = overviewQuery({
      scope: scope.value,
      editors: editors.value,
      afk: afk.value,
      bins: binsOf(asked, settings.calendar),
      laneStep: laneStepOf(interval),
    })
    return { query, intervals: [interval] }
  }
  const answer = useQuery<Overview>(() => questionAbout(period.value))

  /** The newest answer with what it is about: the period in the address may be ahead of it. */
  const activity = shallowRef<Activity>()
  watch(
    answer.value,
    (answers) => {
      const overview = answers?.[0]
      if (!overview) {
        activity.value = undefined
        return
      }
      const interval = intervalOf(period.value, settings.calendar)
      activity.value = {
        overview,
        scope: scope.value,
        period: period.value,
        interval,
        devices: devices.value,
      }
    },
    { flush: 'sync', immediate: true },
  )

  const now = shallowRef(Date.now())
  useIntervalFn(() => {
    if (!includesNow.value || document.visibilityState !== 'visible') return
    now.value = Date.now()
    answer.reload()
  }, REFRESH)

  usePrefetch(() => (answer.isLoading.value ? null : period.value), questionAbout)

  const { error, isLoading, isOld, reload } = answer
  const usual = useUsual(period, now, () => secondsQuery(scope.value))
  return { activity, devices, usual, includesNow, error, isLoading, isOld, reload }
}

/** How much would be usual for a period by now; null while that is unknown. */
function useUsual(period: Readonly<Ref<Period>>, now: Readonly<Ref<number>>, query: () => string) {
  const settings = useSettings()
  const answer = useQuery<number>(() => {
    const minute = Math.floor(now.value / REFRESH) * REFRESH
    const intervals = usualIntervals(period.value, settings.calendar, minute)
    return intervals.length ? { query: query(), intervals } : null
  })
  const known = shallowRef<{ of: string; seconds: number | null }>()
  watch(
    answer.value,
    (seconds) => (known.value = seconds && { of: nameOf(period.value), seconds: usualOf(seconds) }),
    { flush: 'sync', immediate: true },
  )
  return computed(() => (known.value?.of === nameOf(period.value) ? known.value.seconds : null))
}

function nameOf(period: Period): string {
  return Object.values(periodToPath(period)).join('/')
}
