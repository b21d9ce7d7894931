/** Goes through a bucket's events page by page, from the newest back. */

import { computed, type MaybeRefOrGetter, ref, toValue, watch } from 'vue'

import { countEvents } from '@/api'
import { getEventPage } from '@/api/pages'
import { useAnswer } from '@/composables/useAnswer'
import type { Cursor } from '@/domain/raw/paging'
import type { Interval } from '@/domain/time/calendar'

export const PAGE_SIZE = 100

export function useEventPages(
  bucketId: MaybeRefOrGetter<string>,
  range: MaybeRefOrGetter<Partial<Interval>>,
) {
  /** Where each page up to the present one begins; the first at the newest event. */
  const trail = ref<(Cursor | null)[]>([null])
  const place = computed(() => trail.value.length - 1)
  watch([() => toValue(bucketId), () => toValue(range)], () => (trail.value = [null]), { flush: 'sync' })

  const page = useAnswer(
    () => ({ id: toValue(bucketId), range: toValue(range), cursor: trail.value.at(-1) ?? null }),
    (asked, signal) => getEventPage(asked.id, asked.range, asked.cursor, PAGE_SIZE, signal),
  )
  const count = useAnswer(
    () => ({ id: toValue(bucketId), range: toValue(range) }),
    (asked, signal) => countEvents(asked.id, { ...asked.range, signal }),
  )

  const events = computed(() => page.value.value?.events ?? [])
  const next = computed(() => page.value.value?.next ?? null)
  return {
    events,
    count: count.value,
    error: page.error,
    isLoading: page.isLoading,
    isKnown: computed(() => page.value.value !== undefined),
    /** How many events are on the pages before. */
    before: computed(() => place.value * PAGE_SIZE),
    hasNewer: computed(() => place.value > 0),
    hasOlder: computed(() => next.value !== null),
    showOlder: () => {
      if (next.value) trail.value = [...trail.value, next.value]
    },
    showNewer: () => (trail.value = trail.value.slice(0, -1)),
    showNewest: () => (trail.value = [null]),
    reload: () => {
      page.reload()
      count.reload()
    },
  }
}
