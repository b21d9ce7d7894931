/** What is wrong with the recording now: sources that stopped, and trouble with the database. */

import { useIntervalFn } from '@vueuse/core'
import { storeToRefs } from 'pinia'
import { computed } from 'vue'

import { runQuery } from '@/api'
import { useAnswer } from '@/composables/useAnswer'
import { useAwake } from '@/composables/useAwake'
import type { Device } from '@/domain/devices'
import type { AwEvent } from '@/domain/events/event'
import { type Known, silentHost, stoppedSources, stoppedWatchers, suspectsOf } from '@/domain/health/sources'
import { storeFindings } from '@/domain/health/store'
import { excusesSilence } from '@/domain/pause/pause'
import { inFrontQuery } from '@/domain/queries/health'
import { useBuckets } from '@/stores/buckets'
import { usePause } from '@/stores/pause'
import { useServer } from '@/stores/server'

const MINUTE = 60_000

/** How far back it is asked what was in front. */
const LATELY = 60 * MINUTE

export function useHealth() {
  const buckets = useBuckets()
  const { devices, readAt } = storeToRefs(buckets)
  const server = useServer()
  const { pause } = storeToRefs(usePause())
  useIntervalFn(() => void server.loadHealth().catch(() => undefined), MINUTE, { immediateCallback: true })
  const known = computed(() => ({
    sources: server.health?.sources ?? {},
    hostname: server.info?.hostname ?? '',
  }))

  const { isQuietAt } = useAwake()
  const watchers = computed(() => [
    ...stoppedWatchers(devices.value, readAt.value, known.value),
    ...(isQuietAt(readAt.value) ? [] : silentHost(devices.value, readAt.value, known.value)),
  ])
  // Asked whenever the list of buckets was read anew; mostly no source is suspect and nothing is asked.
  const { value: sources } = useAnswer(
    () => ({ devices: devices.value, now: readAt.value }),
    async ({ devices: asked, now }, signal) =>
      (await Promise.all(asked.map((device) => sourcesOf(device, now, known.value, signal)))).flat(),
  )
  const store = computed(() => (server.health ? storeFindings(server.health) : []))
  const findings = computed(() => [...watchers.value, ...(sources.value ?? [])])
  // By events alone a watcher with nothing to record would be taken for one that stopped.
  const isTold = computed(() => server.isHealthAsked && !excusesSilence(pause.value, readAt.value))
  return { sources: computed(() => (isTold.value ? findings.value : [])), store }
}

async function sourcesOf(device: Device, now: number, known: Known, signal: AbortSignal) {
  const suspects = suspectsOf(device, now, known)
  const query = inFrontQuery(device, [...new Set(suspects.flatMap(({ apps }) => apps))])
  if (!query) return []
  const [present] = await runQuery<AwEvent[]>(query, [{ start: now - LATELY, end: now }], signal)
  return stoppedSources(suspects, present ?? [])
}
