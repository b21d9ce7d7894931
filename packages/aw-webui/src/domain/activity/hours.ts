/** How a period's time is spread over the hours of the day. */

import { startOf, type AwEvent } from '@/domain/events/event'
import { hourAt } from '@/domain/time/format'

/** The bins to ask for: whole hours of the clock if days begin on one, else smaller; in seconds. */
export function hourStep(startOfDay: string): number {
  const minutes = Number(startOfDay.slice(3))
  return ([60, 30, 15, 10].find((step) => minutes % step === 0) ?? 5) * 60
}

/** Events by the clock's hour of their start, 0 to 23. */
export function byHour(events: readonly AwEvent[], zone: string): AwEvent[][] {
  const hours: AwEvent[][] = Array.from({ length: 24 }, () => [])
  for (const event of events) hours[hourAt(startOf(event), zone)]?.push(event)
  return hours
}

/** Hours in the order in which a day has them. */
export function hoursOfDay(startOfDay: string): number[] {
  const first = Number(startOfDay.slice(0, 2))
  return Array.from({ length: 24 }, (_, index) => (first + index) % 24)
}

/** Events of one key added up: several days have the same hour. */
export function addedUp(events: readonly AwEvent[], keyOf: (event: AwEvent) => string): AwEvent[] {
  const sums = new Map<string, AwEvent>()
  for (const event of events) {
    const known = sums.get(keyOf(event))
    if (known) known.duration += event.duration
    else sums.set(keyOf(event), { ...event })
  }
  return [...sums.values()]
}
