/** Changes to single events by hand: stored at once, shown everywhere, with a way back. */

import { useI18n } from 'vue-i18n'

import { deleteEvent, ensureBucket, findEvent, saveEvent } from '@/api'
import { useEventRefresh } from '@/composables/useEventRefresh'
import { STOPWATCH_BUCKET, STOPWATCH_TYPE } from '@/domain/devices'
import type { AwEvent } from '@/domain/events/event'
import { changeOf, hasGrown, isStill, takenBack } from '@/domain/events/growth'
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
   * What is stored now in the place of what somebody looks at: another window may have changed or deleted it meanwhile.
   *
   * @returns the same, but that it may last longer: a watcher goes on with its newest event.
   * @throws Error it is not the same any more, or gone.
   */
  async function check(bucketId: string, before: AwEvent): Promise<AwEvent> {
    if (typeof before.id !== 'number') return before
    const now = await findEvent(bucketId, before.id)
    if (!now) throw new Error(t('events.gone'))
    if (!isStill(now, before)) throw new Error(t('events.changed'))
    return now
  }

  /**
   * The same before a change is taken back.
   *
   * @param saved what the change made.
   * @throws Error it was changed again since, or deleted: then nothing is taken back.
   */
  async function checkUndo(bucketId: string, saved: AwEvent & { id: number }): Promise<AwEvent> {
    const now = await findEvent(bucketId, saved.id)
    if (!now || !isStill(now, saved)) throw new Error(t('events.notTakenBack'))
    return now
  }

  async function putBack(bucketId: string, before: AwEvent, saved: AwEvent & { id: number }): Promise<void> {
    const now = await checkUndo(bucketId, saved)
    await saveEvent(bucketId, takenBack(before, saved, now))
    await refresh(bucketId)
  }

  async function takeAway(bucketId: string, saved: AwEvent & { id: number }): Promise<void> {
    const now = await checkUndo(bucketId, saved)
    if (hasGrown(now, saved)) throw new Error(t('events.notTakenBack'))
    await deleteEvent(bucketId, saved.id)
    await refresh(bucketId)
  }

  /**
   * Store an event. If a watcher went on with it meanwhile, it keeps the time it got, unless its end was moved.
   *
   * @param before what it replaces; none for a new one.
   * @throws Error it was not stored: an ApiError, or it was changed elsewhere.
   */
  async function save(bucketId: string, event: AwEvent, before: AwEvent | null): Promise<AwEvent> {
    await prepare(bucketId)
    const now = before && (await check(bucketId, before))
    const saved = await saveEvent(bucketId, before && now ? changeOf(event, before, now) : event)
    await refresh(bucketId)
    const undo = async () => {
      if (typeof saved.id !== 'number') return
      const made = { ...saved, id: saved.id }
      await (now ? putBack(bucketId, now, made) : takeAway(bucketId, made))
    }
    notices.show(t(before ? 'events.saved' : 'events.added'), { undo })
    return saved
  }

  /** @throws Error it is still there: an ApiError, or it was changed elsewhere. */
  async function remove(bucketId: string, event: AwEvent & { id: number }): Promise<void> {
    const now = await check(bucketId, event)
    await deleteEvent(bucketId, event.id)
    await refresh(bucketId)
    const undo = async () => {
      // Its number is gone with it: it comes back as a new one.
      await saveEvent(bucketId, { ...now, id: null })
      await refresh(bucketId)
    }
    notices.show(t('events.deleted'), { undo })
  }

  return { save, remove }
}
