/** Deletes several events at once, with a way back. */

import { useI18n } from 'vue-i18n'

import { deleteEvent, findEvent, saveEvents } from '@/api'
import { useEventRefresh } from '@/composables/useEventRefresh'
import type { AwEvent } from '@/domain/events/event'
import { useNotices } from '@/stores/notices'

/** @param changed called after events went or came back. */
export function useEventRemoval(changed: () => void) {
  const { t } = useI18n()
  const notices = useNotices()
  const events = useEventRefresh()

  async function refresh(bucketId: string): Promise<void> {
    changed()
    await events.refresh(bucketId)
  }

  /** Those that were deleted can be brought back, also if the server failed on the way. */
  async function remove(bucketId: string, events: readonly AwEvent[]): Promise<void> {
    const gone: AwEvent[] = []
    try {
      for (const { id } of events) {
        // As it is by now: a watcher may go on with its newest one.
        const event = typeof id === 'number' ? await findEvent(bucketId, id) : null
        if (!event || typeof id !== 'number') continue
        await deleteEvent(bucketId, id)
        gone.push(event)
      }
    } catch (error) {
      notices.fail(error)
    }
    const undo = async () => {
      // Their numbers are gone with them: they come back as new ones.
      await saveEvents(
        bucketId,
        gone.map((event) => ({ ...event, id: null })),
      )
      await refresh(bucketId)
    }
    if (gone.length) notices.show(t('raw.events.deleted', { count: gone.length }), { undo })
    await refresh(bucketId)
  }

  return { remove }
}
