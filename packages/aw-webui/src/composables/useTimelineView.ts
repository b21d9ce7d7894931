/** What the timeline shows of time, kept in the page's address. */

import { useDebounceFn } from '@vueuse/core'
import { computed, type ComputedRef, shallowRef, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'

import { dateAt, dayInterval, type Interval, isoAt, type PlainDate } from '@/domain/time/calendar'
import { intervalOf, type Length } from '@/domain/time/period'
import { fitted, panned, viewFromQuery, within, zoomed } from '@/domain/timeline/view'
import { useSettings } from '@/stores/settings'

const DAY = 86_400_000

/** How long the view rests before the address follows, in milliseconds. */
const REST = 300

/**
 * @param extent from the first event to the last; null while there is none.
 */
export function useTimelineView(extent: ComputedRef<Interval | null>) {
  const route = useRoute()
  const router = useRouter()
  const settings = useSettings()

  /** A day before the first event, the end of tomorrow: it moves once a day, not with every event. */
  const bounds = computed<Interval>(() => {
    const now = Date.now()
    const { start, end } = extent.value ?? { start: now, end: now }
    const tomorrow = dateAt(Math.max(now, end), settings.calendar).add({ days: 1 })
    return { start: start - DAY, end: dayInterval(tomorrow, settings.calendar).end }
  })

  const view = shallowRef(within(viewFromQuery(route.query) ?? lastHours(usualHours()), bounds.value))
  /** What this page itself wrote into the address. */
  let written = ''

  function usualHours(): number {
    const seconds = settings.stored['durationDefault']
    return typeof seconds === 'number' && seconds > 0 ? seconds / 3600 : USUAL
  }
  function show(interval: Interval): void {
    view.value = within(interval, bounds.value)
  }
  function zoomBy(factor: number, at?: number): void {
    const { start, end } = view.value
    view.value = zoomed(view.value, factor, at ?? (start + end) / 2, bounds.value)
  }
  function panBy(share: number): void {
    view.value = panned(view.value, share, bounds.value)
  }
  function fit(interval: Interval): void {
    view.value = fitted(interval, bounds.value)
  }
  /** A day from its start to the next one's. */
  function showDate(date: PlainDate): void {
    show(dayInterval(date, settings.calendar))
  }
  /** The day in the middle of the view. */
  function fitDay(): void {
    showDate(middleDate())
  }
  /** The day, week, month or year in the middle of the view. */
  function showLength(length: Length): void {
    show(intervalOf({ length, date: middleDate() }, settings.calendar))
  }
  function middleDate(): PlainDate {
    return dateAt((view.value.start + view.value.end) / 2, settings.calendar)
  }
  function showLast(hours: number): void {
    show(lastHours(hours))
  }

  const write = useDebounceFn(() => {
    const query = { ...route.query, start: isoAt(view.value.start), end: isoAt(view.value.end) }
    if (
      route.name !== 'timeline' ||
      (query.start === route.query['start'] && query.end === route.query['end'])
    )
      return
    written = query.start + query.end
    void router.replace({ query })
  }, REST)

  watch(view, () => void write())
  watch(
    () => [route.query['start'], route.query['end']],
    ([start, end]) => {
      const asked = viewFromQuery(route.query)
      if (asked && `${String(start)}${String(end)}` !== written) show(asked)
    },
  )
  return { view, bounds, show, zoomBy, panBy, fit, showDate, showLength, fitDay, showLast }
}

/** How long the view is at first, in hours, where nothing is set. */
const USUAL = 12

/** Up to now, with a little room after it. */
function lastHours(hours: number): Interval {
  const now = Date.now()
  const span = hours * 3_600_000
  return { start: now - span, end: now + span * 0.02 }
}
