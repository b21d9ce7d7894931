/**
 * Notices when the server stops answering, looks whether it is back, and then asks everything anew; the settings also
 * whenever the page is looked at again, as another tab or window may have changed them.
 */

import { useIntervalFn } from '@vueuse/core'
import { storeToRefs } from 'pinia'
import { watch } from 'vue'

import { useLookedAgain } from '@/composables/useLookedAgain'
import { forgetAnswers } from '@/composables/useQuery'
import { useBuckets } from '@/stores/buckets'
import { useNotices } from '@/stores/notices'
import { useServer } from '@/stores/server'
import { useSettings } from '@/stores/settings'

/** How often it is looked whether the server is back, in milliseconds. */
const PAUSE = 3000

export function useConnection() {
  const server = useServer()
  const settings = useSettings()
  const buckets = useBuckets()
  const notices = useNotices()
  const { isReached } = storeToRefs(server)
  const ignore = () => undefined

  const knocking = useIntervalFn(() => void server.load().catch(ignore), PAUSE, { immediate: false })
  watch(isReached, (reached) => {
    if (!reached) return knocking.resume()
    knocking.pause()
    notices.forgetUnreached()
    forgetAnswers()
    void Promise.all([settings.load(), buckets.load(), server.loadHealth()]).catch(ignore)
  })
  useLookedAgain(() => void settings.load().catch(ignore))
  void server.load().catch(ignore)
  return { isReached, tryNow: () => void server.load().catch(ignore) }
}
