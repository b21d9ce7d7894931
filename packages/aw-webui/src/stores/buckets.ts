/** The buckets of the server, and the devices they belong to. */

import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'

import { getBuckets } from '@/api'
import { devicesOf, hasActivity, STOPWATCH_TYPE } from '@/domain/devices'
import type { Bucket } from '@/domain/events/event'
import { isWritable } from '@/domain/queries/literal'

export const useBuckets = defineStore('buckets', () => {
  const buckets = shallowRef<Bucket[]>([])
  /** Milliseconds since 1970 at which the list was read; 0 before. */
  const readAt = shallowRef(0)

  const devices = computed(() => devicesOf(buckets.value))
  /** Those of which activity can be told. */
  const activeDevices = computed(() => devices.value.filter(hasActivity))
  /** Those that the query language can name. */
  const askable = computed(() => buckets.value.filter(({ id }) => isWritable(id)))
  const stopwatchIds = computed(() =>
    askable.value.filter(({ type }) => type === STOPWATCH_TYPE).map(({ id }) => id),
  )

  async function load(): Promise<void> {
    buckets.value = Object.values(await getBuckets())
    readAt.value = Date.now()
  }

  return { buckets, askable, readAt, devices, activeDevices, stopwatchIds, load }
})
