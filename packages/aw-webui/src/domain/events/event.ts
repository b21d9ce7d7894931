/** What the server keeps and answers with. */

import { ownValue } from '@/domain/record'

/** What an event says: what the watcher that made it knows. */
export type EventData = Record<string, unknown>

/** Something that was so for a while. */
export interface AwEvent {
  /** None before it is stored, and in answers of queries that put events together. */
  id?: number | null
  /** Its start: ISO 8601 with an offset. */
  timestamp: string
  /** Seconds. */
  duration: number
  data: EventData
}

/** A bucket: the events of one source on one device. */
export interface Bucket {
  id: string
  type: string
  client: string
  hostname: string
  /** ISO 8601. */
  created?: string
  name?: string | null
  data?: Record<string, unknown>
  /** The end of the newest event; absent while there is none. */
  last_updated?: string | null
  metadata?: { start: string | null; end: string | null }
}

/** Milliseconds since 1970 at which an event starts. */
export function startOf(event: AwEvent): number {
  return Date.parse(event.timestamp)
}

/** Milliseconds since 1970 at which an event ends. */
export function endOf(event: AwEvent): number {
  return startOf(event) + event.duration * 1000
}

/** The keys of what events say, in the order in which they are met. */
export function keysOf(events: readonly AwEvent[]): string[] {
  return [...new Set(events.flatMap(({ data }) => Object.keys(data)))]
}

/** A text of an event's data; empty if there is none of that name. */
export function textOf(event: AwEvent, key: string): string {
  const value = ownValue(event.data, key)
  return typeof value === 'string'
    ? value
    : value === undefined || value === null
      ? ''
      : JSON.stringify(value)
}
