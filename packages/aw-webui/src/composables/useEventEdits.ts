/** Changes to single events by hand: stored at once, shown everywhere, with a way back. */

import { useI18n } from 'vue-i18n'

import { deleteEvent, ensureBucket, saveEvent } from '@/api'
import { useEventRefresh } from '@/composables/useEventRefresh'
import { STOPWATCH_BUCKET, STOPWATCH_TYPE } from '@/domain/devices'
import type { AwEvent } from '@/domain/events/event'
import { useNotices } from '@/stores/notices'

export function useEventEdits() {
  const { t } = useI18n()
  const notices = useNotices()
  const { refresh } = useEventRefresh()

  /** The bucket of entries made by hand is there from the first entry on. */
  async function prepare(bucketId: string): Promise<void> {
    if (bucketId !== STOPWATCH_BUCKET) return
    await ensureBucket(bucketId, { type: STOPWATCH_TYPE, client: 'aw-webui', hostname: 'unknown' })
  }

  /**
   * Store an event.
   *
   * @param before what it replaces; none for a new one.
   * @throws ApiError it was not stored.
   */
  async function save(bucketId: string, event: AwEvent, before: AwEvent | null): Promise<AwEvent> {
    await prepare(bucketId)
    const saved = await saveEvent(bucketId, event)
    await refresh()
    const undo = async () => {
      if (before) await saveEvent(bucketId, before)
      else if (typeof saved.id === 'number') await deleteEvent(bucketId, saved.id)
      await refresh()
    }
    notices.show(t(before ? 'events.saved' : 'events.added'), { undo })
    return saved
  }

  /** @throws ApiError it is still there. */
  async function remove(bucketId: string, event: AwEvent & { id: number }): Promise<void> {
    await deleteEvent(bucketId, event.id)
    await refresh()
    const undo = async () => {
      // Its number is gone with it: it comes back as a new one.
      await saveEvent(bucketId, { ...event, id: null })
      await refresh()
    }
    notices.show(t('events.deleted'), { undo })
  }

  return { save, remove }
}
