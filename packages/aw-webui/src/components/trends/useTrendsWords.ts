/** The sentences that the trends begin with. */

import { computed, type MaybeRefOrGetter, toValue } from 'vue'
import { useI18n } from 'vue-i18n'

import { useCategoryNames } from '@/composables/useCategoryNames'
import type { Interval } from '@/domain/time/calendar'
import { formatDate, formatDateTime, formatDuration } from '@/domain/time/format'
import { intervalOf, type Period } from '@/domain/time/period'
import { periodName } from '@/domain/time/periodname'
import { type CategorySeconds, deltasOf } from '@/domain/trends/deltas'
import { useSettings } from '@/stores/settings'

export interface Compared {
  period: Period
  other: Period
  /** What of both is compared. */
  intervals: readonly [Interval, Interval]
  /** Since when anything is recorded. */
  recorded: Interval
  /** What is known of both; nothing before the first answer. */
  now?: { duration: number }
  before?: { duration: number }
  times?: { now: readonly CategorySeconds[]; before: readonly CategorySeconds[] }
}

/** Changes of less are not worth a word, in seconds. */
const WORTH = 300

export function useTrendsWords(compared: MaybeRefOrGetter<Compared>) {
  const { t } = useI18n()
  const settings = useSettings()
  const { fullName } = useCategoryNames()

  const nameOf = (period: Period) => periodName(period, settings.calendar, settings.place.locale)
  const names = computed(() => {
    const { period, other } = toValue(compared)
    return { now: nameOf(period), before: nameOf(other) }
  })
  /** Whether the period is not over, and only as much of the other is compared. */
  const isPartial = computed(() => {
    const { period, intervals } = toValue(compared)
    return intervals[0].end < intervalOf(period, settings.calendar).end
  })

  const headline = computed(() => {
    const { now, before } = toValue(compared)
    const { now: period, before: other } = names.value
    if (!now || !before || now.duration + before.duration === 0) return t('trends.title', { period })
    const change = Math.round(now.duration - before.duration)
    const words = {
      period,
      other,
      active: formatDuration(now.duration),
      change: formatDuration(Math.abs(change)),
    }
    if (!before.duration) return t('trends.headline.none', words)
    const direction = Math.abs(change) < 60 ? 'same' : change > 0 ? 'more' : 'less'
    return t(`trends.headline.${direction}`, words)
  })

  const details = computed(() => {
    const { times, intervals, recorded, before } = toValue(compared)
    if (!times || !before?.duration) return ''
    const deltas = deltasOf(times.now, times.before, 1)
    const more = deltas.find(({ change }) => change >= WORTH)
    const less = deltas.find(({ change }) => change <= -WORTH)
    const until = formatDateTime(intervals[1].end, settings.place)
    const since = formatDate(recorded.start, settings.place)
    return [
      ...(recorded.start > intervals[1].start
        ? [t('trends.since', { since, other: names.value.before })]
        : []),
      ...(isPartial.value ? [t('trends.partial', { other: names.value.before, until })] : []),
      ...(more
        ? [t('trends.most.more', { name: fullName(more.name), change: formatDuration(more.change) })]
        : []),
      ...(less
        ? [t('trends.most.less', { name: fullName(less.name), change: formatDuration(-less.change) })]
        : []),
    ].join(' ')
  })
  return { names, headline, details }
}
