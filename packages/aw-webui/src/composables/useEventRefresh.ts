/** After events were changed by hand: everything on screen that they are in is asked anew. */

import { forgetAnswers } from '@/composables/useQuery'
import { useBuckets } from '@/stores/buckets'

export function useEventRefresh() {
  const buckets = useBuckets()

  /** What was stored is stored: that it cannot be shown yet is no failure of the change. */
  async function refresh(bucketId: string): Promise<void> {
    forgetAnswers(bucketId)
    await buckets.load().catch(() => undefined)
  }
  return { refresh }
}
