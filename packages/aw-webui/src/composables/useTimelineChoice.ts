/** What the person points out on the timeline: an event, a column or a range, and what is edited. */

import { computed, type Ref, shallowRef } from 'vue'

import { STOPWATCH_BUCKET } from '@/domain/devices'
import { type AwEvent, endOf, startOf } from '@/domain/events/event'
import { type Interval, isoAt, secondsOf } from '@/domain/time/calendar'
import type { Item } from '@/domain/timeline/find'
import { overlaps } from '@/domain/timeline/view'
import { useBuckets } from '@/stores/buckets'

interface Edited {
  bucketId: string
  event: AwEvent | null
  buckets: string[]
}

export function useTimelineChoice(view: Readonly<Ref<Interval>>) {
  const buckets = useBuckets()
  const chosen = shallowRef<Item | null>(null)
  const range = shallowRef<Interval | null>(null)
  const edited = shallowRef<Edited | null>(null)
  const isEditing = shallowRef(false)

  /** What is summed up: a marked range, or a bar of the merged lane, which stands for many events. */
  const summed = computed<Interval | null>(() => {
    if (range.value) return range.value
    const item = chosen.value
    return item?.kind === 'span' && item.lane.bucketId === null ? rounded(item) : null
  })
  const marked = computed(() => chosen.value && { laneId: chosen.value.lane.id, place: chosen.value })

  function choose(item: Item | null): void {
    chosen.value = item
    range.value = null
  }
  function select(place: Interval): void {
    range.value = rounded(place)
  }
  function clear(): void {
    choose(null)
  }
  function editStored(bucketId: string, event: AwEvent): void {
    edited.value = { bucketId, event, buckets: [] }
    isEditing.value = true
  }
  /** Open what stands for one event; a bar of the merged lane is summed up instead. */
  function edit(item: Item): void {
    choose(item)
    if (item.kind === 'span' && item.lane.bucketId !== null && typeof item.span.event.id === 'number')
      editStored(item.lane.bucketId, item.span.event)
  }
  /** An entry for a range, or for now, by hand. */
  function add(place: Interval | null): void {
    const data = { label: '', running: false }
    const event = place && { timestamp: isoAt(place.start), duration: secondsOf(place), data }
    const others = buckets.stopwatchIds.filter((id) => id !== STOPWATCH_BUCKET)
    edited.value = {
      bucketId: STOPWATCH_BUCKET,
      event,
      buckets: others.length ? [STOPWATCH_BUCKET, ...others] : [],
    }
    isEditing.value = true
  }
  /** Go to another event in the lane of the one that is chosen. */
  function showNeighbour(event: AwEvent, fit: (place: Interval) => void): void {
    const current = chosen.value
    if (current?.kind !== 'span') return
    const place = { start: startOf(event), end: endOf(event) }
    choose({ ...current, ...place, span: { ...current.span, ...place, event } })
    if (!overlaps(place, view.value)) fit(place)
  }

  return {
    chosen,
    summed,
    range,
    marked,
    edited,
    isEditing,
    choose,
    select,
    clear,
    edit,
    editStored,
    add,
    showNeighbour,
  }
}

/** The API takes whole milliseconds. */
function rounded({ start, end }: Interval): Interval {
  return { start: Math.round(start), end: Math.round(end) }
}
