/** What the timeline's events and columns are called, in the person's language. */

import { useI18n } from 'vue-i18n'

import { categoryOf } from '@/domain/activity/tree'
import { isUncategorized, pathOf } from '@/domain/categories/category'
import type { AwEvent } from '@/domain/events/event'
import { labelOf } from '@/domain/events/label'
import type { Interval } from '@/domain/time/calendar'
import { dateAt, secondsOf } from '@/domain/time/calendar'
import { formatDate, formatExactDuration, formatTime, formatTimeWithSeconds } from '@/domain/time/format'
import type { Item } from '@/domain/timeline/find'
import type { Lane } from '@/domain/timeline/lanes'
import { useSettings } from '@/stores/settings'

const DAY = 86_400_000

export function useItemText() {
  const { t } = useI18n()
  const settings = useSettings()

  /** `Tue 10 Jun 2025, 09:02 – 17:40`, with seconds where minutes would not tell the ends apart. */
  function intervalName({ start, end }: Interval): string {
    const { place, calendar } = settings
    if (end - start > 62 * DAY) return `${formatDate(start, place)} – ${formatDate(end - 1, place)}`
    const time = end - start < 600_000 ? formatTimeWithSeconds : formatTime
    const isOneDay = dateAt(start, calendar).equals(dateAt(end - 1, calendar))
    const last = isOneDay ? '' : `${formatDate(end, place)}, `
    return `${formatDate(start, place)}, ${time(start, place)} – ${last}${time(end, place)}`
  }

  function clockName({ start, end }: Interval): string {
    const { place } = settings
    return `${formatTimeWithSeconds(start, place)} – ${formatTimeWithSeconds(end, place)}`
  }

  function laneName(lane: Lane): string {
    if (lane.kind === 'other') return lane.client || lane.id
    const name = t(`timeline.lane.${lane.kind}`)
    if (lane.kind !== 'browser') return name
    const browser = /aw-watcher-web-(.+?)(_|$)/.exec(lane.id)?.[1]
    return browser ? `${name} (${browser})` : name
  }

  function statusName(status: unknown): string {
    return status === 'afk'
      ? t('timeline.away')
      : status === 'not-afk'
        ? t('timeline.present')
        : String(status)
  }

  function categoryName(event: AwEvent): string {
    const category = categoryOf(event)
    return isUncategorized(category) ? t('common.uncategorized') : pathOf(category)
  }

  /** What an event is about, in one line. */
  function eventName(event: AwEvent): string {
    if ('status' in event.data) return statusName(event.data['status'])
    return labelOf(event) || categoryName(event)
  }

  /** What an event or column is, for a screen reader. */
  function itemName(item: Item): string {
    const { lane, kind } = item
    const what =
      kind === 'span' ? eventName(item.span.event) : t('timeline.column', { count: item.column.parts.length })
    return `${laneName(lane)}: ${what}, ${clockName(item)}, ${formatExactDuration(secondsOf(item), settings.place.locale)}`
  }

  return { intervalName, clockName, laneName, eventName, categoryName, itemName }
}
