/** The timesheet of a range: asked once, then made anew in the page whenever an option changes. */

import { computed, toValue, type MaybeRefOrGetter } from 'vue'

import { useAnswered } from '@/composables/useAnswered'
import { usePrefetch } from '@/composables/usePrefetch'
import { type Question, useQuery } from '@/composables/useQuery'
import { useScope } from '@/composables/useScope'
import { categoryOf } from '@/domain/activity/tree'
import { type AwEvent, endOf, startOf } from '@/domain/events/event'
import { reportQuery } from '@/domain/queries/report'
import type { ReportOptions } from '@/domain/report/options'
import { type CategoryTime, timesheetOf } from '@/domain/report/timesheet'
import type { Scope } from '@/domain/queries'
import type { Calendar, Interval } from '@/domain/time/calendar'
import { datesOf, dayBins, type Period } from '@/domain/time/period'
import { useSettings } from '@/stores/settings'

interface Found {
  work: AwEvent[]
  active: AwEvent[]
  categories: AwEvent[]
}

export interface TimesheetOptions {
  period: Period
  hosts: readonly string[]
  options: ReportOptions
  notes: Readonly<Record<string, string>>
}

export function useTimesheet(asked: MaybeRefOrGetter<TimesheetOptions>) {
  const settings = useSettings()
  const scope = useScope(() => {
    const { hosts, options } = toValue(asked)
    return { hosts, within: options.categories }
  })
  const about = computed(() => {
    const { period, options } = toValue(asked)
    const { categories } = options
    return { period, categories, scope: scope.value, days: daysOf(period, settings.calendar) }
  })
  const question = computed(() => questionAbout(about.value.days, scope.value))
  const { value, error, isLoading, reload } = useQuery<Found>(question)
  const answered = useAnswered(value, about)

  /** The sheet with what it is of: while another is on its way, still that of the time before. */
  const report = computed(() => {
    const { value: answers, asked: shown } = answered.value ?? {}
    const found = answers?.[0]
    if (!found || !shown) return null
    const options = { ...toValue(asked).options, categories: shown.categories }
    const work = {
      days: shown.days,
      work: found.work.map(intervalOf),
      active: found.active.map(intervalOf),
      categories: byDay(found.categories, shown.days),
      notes: toValue(asked).notes,
    }
    return { ...shown, options, sheet: timesheetOf(work, options, settings.calendar) }
  })
  usePrefetch(
    () => (isLoading.value ? null : toValue(asked).period),
    (period) => questionAbout(daysOf(period, settings.calendar), scope.value),
  )
  return { report, error, isLoading, reload }
}

function daysOf(period: Period, calendar: Calendar): Interval[] {
  const { first, last } = datesOf(period, calendar)
  return dayBins(first, last, calendar)
}

function questionAbout(days: readonly Interval[], scope: Scope): Question {
  const interval = { start: days[0]?.start ?? 0, end: days.at(-1)?.end ?? 0 }
  return { query: reportQuery(scope, days), intervals: [interval] }
}

function intervalOf(event: AwEvent): Interval {
  return { start: startOf(event), end: Math.round(endOf(event)) }
}

/** The answer of `bin_events` by day. */
function byDay(events: readonly AwEvent[], days: readonly Interval[]): CategoryTime[][] {
  const times = new Map(days.map(({ start }) => [start, [] as CategoryTime[]]))
  for (const event of events) {
    times.get(startOf(event))?.push({ name: categoryOf(event), seconds: event.duration })
  }
  return [...times.values()]
}
