/** Buckets as the raw data lists them: by device, and those of no device. */

import { type Device, lastSeenOf, STOPWATCH_TYPE } from '@/domain/devices'
import type { Bucket } from '@/domain/events/event'

export interface BucketGroup {
  /** Empty: what belongs to no device. */
  hostname: string
  buckets: readonly Bucket[]
  lastSeen: number
  isThisDevice: boolean
}

/** @param server the machine that the server runs on. */
export function groupsOf(
  devices: readonly Device[],
  buckets: readonly Bucket[],
  server: { hostname: string; device_id: string } | null,
): BucketGroup[] {
  const manual = buckets.filter(({ type }) => type === STOPWATCH_TYPE)
  const groups = devices.map(({ hostname, buckets: own, lastSeen }) => ({
    hostname,
    buckets: own,
    lastSeen,
    isThisDevice: server !== null && own.some((bucket) => isOf(bucket, server)),
  }))
  if (!manual.length) return groups
  const lastSeen = Math.max(...manual.map(lastSeenOf))
  return [...groups, { hostname: '', buckets: manual, lastSeen, isThisDevice: false }]
}

/** By the device's id where the bucket has one: names may be used twice. */
function isOf({ hostname, data }: Bucket, server: { hostname: string; device_id: string }): boolean {
  const id = data?.['device_id']
  return typeof id === 'string' ? id === server.device_id : hostname === server.hostname
}
