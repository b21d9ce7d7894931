/** Finds events by what they say. */

import { type AwEvent, textOf } from '@/domain/events/event'

/** Whether the text is in any value of the event's data, in upper or lower case. */
export function matches(event: AwEvent, text: string): boolean {
  const wanted = text.trim().toLowerCase()
  return !wanted || Object.keys(event.data).some((key) => textOf(event, key).toLowerCase().includes(wanted))
}
