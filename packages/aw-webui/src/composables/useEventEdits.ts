/** Changes to single events by hand: stored at once, shown everywhere, with a way back. */

import { useI18n } from 'vue-i18n'

import { ApiError, deleteEvent, ensureBucket, getEvent, saveEvent } from '@/api'
import { useEventRefresh } from '@/composables/useEventRefresh'
import { STOPWATCH_BUCKET, STOPWATCH_TYPE } from '@/domain/devices'
import { type AwEvent, startOf } from '@/domain/events/event'
import { identityOf } from '@/domain/events/identity'
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
   * What is changed must be what is stored: another window may have changed or deleted it meanwhile.
   *
   * That it lasts longer by now is no change: a watcher goes on with its newest event.
   *
   * @throws Error it is not; nothing was overwritten.
   */
  async function check(bucketId: string, before: AwEvent): Promise<void> {
    if (typeof before.id !== 'number') return
    const now = await storedNow(bucketId, before.id)
    if (!now) throw new Error(t('events.gone'))
    const isSame = startOf(now) === startOf(before) && identityOf(now.data) === identityOf(before.data)
    if (!isSame) throw new Error(t('events.changed'))
  }

  async function storedNow(bucketId: string, id: number): Promise<AwEvent | null> {
    try {
      return await getEvent(bucketId, id)
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return null
      throw error
    }
  }

  /**
   * Store an event.
   *
   * @param before what it replaces; none for a new one.
   * @throws Error it was not stored: an ApiError, or it was changed elsewhere.
   */
  async function save(bucketId: string, event: AwEvent, before: AwEvent | null): Promise<AwEvent> {
    await prepare(bucketId)
    if (before) await check(bucketId, before)
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
