/** The sentence that a work report begins with, and how it was made. */

import { computed, type MaybeRefOrGetter, toValue } from 'vue'
import { useI18n } from 'vue-i18n'

import { useCategoryNames } from '@/composables/useCategoryNames'
import { formatMoney } from '@/domain/report/money'
import { hasRates, type ReportOptions } from '@/domain/report/options'
import type { Timesheet } from '@/domain/report/timesheet'
import { formatDuration } from '@/domain/time/format'
import type { Period } from '@/domain/time/period'
import { periodName } from '@/domain/time/periodname'
import { useSettings } from '@/stores/settings'

export interface Reported {
  period: Period
  /** None before the first answer. */
  sheet?: Timesheet
  options: ReportOptions
}

export function useReportWords(reported: MaybeRefOrGetter<Reported>) {
  const { t } = useI18n()
  const settings = useSettings()
  const { fullName } = useCategoryNames()

  const headline = computed(() => {
    const { period, sheet, options } = toValue(reported)
    const name = periodName(period, settings.calendar, settings.place.locale)
    if (!sheet?.worked) return t('report.title', { period: name })
    const days = sheet.days.filter(({ sessions }) => sessions.length).length
    const hours = formatDuration(sheet.hours)
    const isWork = sheet.hours === sheet.worked
    const words = {
      hours: isWork ? t('report.worked', { hours }) : hours,
      period: name,
      days: t('report.days', days),
    }
    const amount = formatMoney(sheet.cents, options.currency, settings.place.locale)
    const text = hasRates(options)
      ? t('report.headlineMoney', { ...words, amount })
      : t('report.headline', words)
    return isWork ? text : t('report.made', { text, parts: partsOf(sheet).join(', ') })
  })

  /** What the hours are made of. */
  function partsOf({ worked, breaks, hours }: Timesheet): string[] {
    const added = hours - worked - breaks
    const duration = formatDuration(Math.abs(added))
    return [
      t('report.worked', { hours: formatDuration(worked) }),
      ...(breaks ? [t('report.breaksOf', { hours: formatDuration(breaks) })] : []),
      ...(added ? [t(`report.rounding.${added > 0 ? 'added' : 'dropped'}`, { duration })] : []),
    ]
  }

  const description = computed(() => {
    const { categories, longestBreak, step, direction } = toValue(reported).options
    const names = categories.map(fullName)
    return [
      names.length ? t('report.about.categories', { names: names.join(', ') }) : t('report.about.all'),
      longestBreak ? t('report.about.breaks', { count: longestBreak }) : t('report.about.noBreaks'),
      step ? t(`report.about.${direction}`, { count: step }) : t('report.about.unrounded'),
    ].join(' · ')
  })
  return { headline, description }
}
