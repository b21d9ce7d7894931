/** The events of a bucket right before and right after one. */

import { type MaybeRefOrGetter, toValue } from 'vue'

import { getEvent, getEvents } from '@/api'
import { type Answer, useAnswer } from '@/composables/useAnswer'
import { type AwEvent, startOf } from '@/domain/events/event'

export interface Neighbours {
  before: AwEvent | null
  after: AwEvent | null
}

export interface EventPlace {
  bucketId: string
  event: AwEvent & { id: number }
}

/** How far after an event the next one is looked for, step by step, in milliseconds: an hour, a day, 60 days. */
const REACHES = [3_600_000, 86_400_000, 60 * 86_400_000]

export function useEventNeighbours(place: MaybeRefOrGetter<EventPlace | null>): Answer<Neighbours> {
  return useAnswer(
    () => toValue(place),
    async (asked, signal) => {
      const [before, after] = await Promise.all([eventBefore(asked, signal), eventAfter(asked, signal)])
      return { before, after }
    },
  )
}

async function eventBefore({ bucketId, event }: EventPlace, signal: AbortSignal): Promise<AwEvent | null> {
  const newestFirst = await getEvents(bucketId, { end: startOf(event), limit: 5, signal })
  const found = newestFirst.find((one) => isOther(one, event) && startOf(one) <= startOf(event))
  return whole(bucketId, found)
}

/** The server lists the newest first, so the range is widened only until something is in it. */
async function eventAfter({ bucketId, event }: EventPlace, signal: AbortSignal): Promise<AwEvent | null> {
  for (const reach of REACHES) {
    const range = { start: startOf(event), end: startOf(event) + reach, signal }
    const newestFirst = await getEvents(bucketId, range)
    const found = newestFirst.findLast((one) => isOther(one, event) && startOf(one) > startOf(event))
    if (found) return whole(bucketId, found)
  }
  return null
}

function isOther(one: AwEvent, event: AwEvent): boolean {
  return one.id !== event.id
}

/** Lists cut events to the range that was asked for. */
async function whole(bucketId: string, event: AwEvent | undefined): Promise<AwEvent | null> {
  return typeof event?.id === 'number' ? getEvent(bucketId, event.id) : null
}
