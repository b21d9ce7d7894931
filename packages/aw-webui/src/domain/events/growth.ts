/** Events that last longer while they are looked at: a watcher goes on with its newest one. */

import { type AwEvent, endOf, startOf } from '@/domain/events/event'
import { identityOf } from '@/domain/events/identity'

/** Ends that are less far apart are the same, in milliseconds: times that were typed have no parts of them. */
const EXACT = 1

/** Whether it is what it was, but that it may last longer. */
export function isStill(now: AwEvent, before: AwEvent): boolean {
  const isSame = startOf(now) === startOf(before) && identityOf(now.data) === identityOf(before.data)
  return isSame && endOf(now) > endOf(before) - EXACT
}

export function hasGrown(now: AwEvent, before: AwEvent): boolean {
  return endOf(now) >= endOf(before) + EXACT
}

/** The event with the end of another one, if that is later. */
export function grownTo(event: AwEvent, other: AwEvent): AwEvent {
  if (!hasGrown(other, event)) return event
  if (startOf(event) === startOf(other)) return { ...event, duration: other.duration }
  return { ...event, duration: Math.round((endOf(other) - startOf(event)) * 1000) / 1_000_000 }
}

/**
 * What is to be stored for a change that somebody made by hand.
 *
 * @param before what was changed.
 * @param now what is stored in its place by now: it is still `before`. An end that was not moved is its end.
 */
export function changeOf(event: AwEvent, before: AwEvent, now: AwEvent): AwEvent {
  const isMoved = Math.abs(endOf(event) - endOf(before)) >= EXACT
  return isMoved ? event : grownTo(event, now)
}

/**
 * What is to be stored to take a change back.
 *
 * @param before what was stored before the change.
 * @param saved what the change made of it.
 * @param now what is stored by now: it is still `saved`. What it lasts longer was recorded since, and stays.
 */
export function takenBack(before: AwEvent, saved: AwEvent, now: AwEvent): AwEvent {
  return hasGrown(now, saved) ? grownTo(before, now) : before
}
