/** Moments as fields for date and time hold them: the clock of a zone, to the second. */

import { Temporal } from 'temporal-polyfill'

import { clockAt } from '@/domain/time/calendar'

/** `2025-06-10T09:02:30`: what a field of the type `datetime-local` takes. */
export function toLocalText(moment: number, zone: string): string {
  return clockAt(moment, zone).toPlainDateTime().toString({ smallestUnit: 'second' })
}

/**
 * The moment at which a clock in the zone shows the text; null while it names none.
 *
 * A time that a change of clocks skips is read as the moment after it, one that comes twice as the first.
 */
export function fromLocalText(text: string, zone: string): number | null {
  try {
    return Temporal.PlainDateTime.from(text).toZonedDateTime(zone).epochMilliseconds
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}
