/** What must be known before any page can be shown: the settings and the buckets. */

import { useIntervalFn } from '@vueuse/core'
import { ref, shallowRef } from 'vue'

import { useBuckets } from '@/stores/buckets'
import { useSettings } from '@/stores/settings'

/** How often it is asked which buckets there are and until when each reported, in milliseconds. */
const REFRESH = 60_000

export function useSession() {
  const settings = useSettings()
  const buckets = useBuckets()
  const isReady = ref(false)
  const error = shallowRef<Error | null>(null)

  async function start(): Promise<void> {
    try {
      await Promise.all([settings.load(), buckets.load()])
      isReady.value = true
      error.value = null
    } catch (failure) {
      error.value = failure instanceof Error ? failure : new Error(String(failure))
    }
  }

  void start()
  useIntervalFn(() => void (isReady.value ? buckets.load().catch(() => undefined) : start()), REFRESH)
  return { isReady, error, start }
}
