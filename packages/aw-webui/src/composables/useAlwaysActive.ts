/** What a pattern for always-active windows would match, on the last days. */

import { refDebounced } from '@vueuse/core'
import type { Ref } from 'vue'

import { type Answer, useAnswer } from '@/composables/useAnswer'
import { answerOf } from '@/composables/useQuery'
import { type AlwaysActiveResult, alwaysActiveQuery } from '@/domain/queries/alwaysactive'
import { currentPeriod, intervalOf } from '@/domain/time/period'
import { useBuckets } from '@/stores/buckets'
import { useSettings } from '@/stores/settings'

/** Windows that are shown as examples. */
const SHOWN = 5

/** How long the person may pause while typing, in milliseconds. */
const PAUSE = 400

export function useAlwaysActive(pattern: Ref<string>): Answer<AlwaysActiveResult> {
  const settings = useSettings()
  const buckets = useBuckets()
  const settled = refDebounced(pattern, PAUSE)
  return useAnswer(
    () => settled.value || null,
    async (regex) => {
      const interval = intervalOf(currentPeriod('last30', settings.calendar), settings.calendar)
      const queries = buckets.activeDevices.flatMap((device) => alwaysActiveQuery(device, regex) ?? [])
      const results = await Promise.all(
        queries.map((query) => answerOf<AlwaysActiveResult>({ query, intervals: [interval] })),
      )
      return summed(results.flat())
    },
  )
}

function summed(results: readonly AlwaysActiveResult[]): AlwaysActiveResult {
  const titles = new Map<string, AlwaysActiveResult['titles'][number]>()
  for (const { data, duration } of results.flatMap((result) => result.titles)) {
    const key = JSON.stringify([data.app, data.title])
    titles.set(key, { data, duration: duration + (titles.get(key)?.duration ?? 0) })
  }
  return {
    matched: results.reduce((sum, { matched }) => sum + matched, 0),
    added: results.reduce((sum, { added }) => sum + added, 0),
    titles: [...titles.values()].sort((a, b) => b.duration - a.duration).slice(0, SHOWN),
  }
}
