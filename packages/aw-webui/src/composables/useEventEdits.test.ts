import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, test, vi } from 'vitest'

import { useEventEdits } from '@/composables/useEventEdits'
import type { AwEvent } from '@/domain/events/event'
import { useNotices } from '@/stores/notices'

vi.mock('vue-i18n', () => ({ useI18n: () => ({ t: (key: string) => key }) }))

const EVENT: AwEvent = { timestamp: '2025-06-10T10:00:00Z', duration: 60, data: { label: 'a' } }

/** What the server stores by number. */
let stored: Map<number, AwEvent>

/** A server that answers nothing but changes of events: the list of buckets fails. */
beforeEach(() => {
  stored = new Map()
  vi.stubGlobal('fetch', (address: string, { method, body }: { method: string; body?: string }) => {
    const id = Number(/events\/(\d+)$/.exec(address)?.[1])
    if (method === 'DELETE') return Promise.resolve(new Response(String(stored.delete(id))))
    if (method === 'GET' && id) {
      const found = stored.get(id)
      return Promise.resolve(new Response(JSON.stringify(found ?? null), { status: found ? 200 : 404 }))
    }
    if (method !== 'POST' || !address.endsWith('/events')) return Promise.reject(new TypeError('away'))
    const events = (JSON.parse(body ?? '[]') as AwEvent[]).map((event) => ({
      ...event,
      id: event.id ?? stored.size + 1,
    }))
    events.forEach((event) => stored.set(event.id, event))
    return Promise.resolve(new Response(JSON.stringify(events)))
  })
  setActivePinia(createPinia())
})

test('what is stored is never said to have failed, and can be taken back', async () => {
  const edits = useEventEdits()
  const saved = await edits.save('b', EVENT, null)
  expect([...stored.values()]).toEqual([{ ...EVENT, id: 1 }])
  expect(useNotices().notices).toMatchObject([{ text: 'events.added', kind: 'done' }])
  await useNotices().notices[0]?.undo?.()
  expect(stored.size).toBe(0)

  stored.set(1, saved)
  await edits.remove('b', { ...saved, id: 1 })
  expect(stored.size).toBe(0)
  expect(useNotices().notices[1]).toMatchObject({ text: 'events.deleted', kind: 'done' })
  await useNotices().notices[1]?.undo?.()
  expect([...stored.values()]).toEqual([{ ...EVENT, id: 1 }])
})

test('what was changed or deleted elsewhere meanwhile is neither overwritten nor brought back', async () => {
  const edits = useEventEdits()
  const opened = { ...EVENT, id: 1 }
  const mine = { ...opened, data: { label: 'mine' } }
  const theirs = { ...opened, data: { label: 'theirs' } }

  stored.set(1, theirs)
  await expect(edits.save('b', mine, opened)).rejects.toThrow('events.changed')
  expect(stored.get(1)).toEqual(theirs)

  stored.clear()
  await expect(edits.save('b', mine, opened)).rejects.toThrow('events.gone')
  expect(stored.size).toBe(0)
})

test('an event that a watcher goes on with can be changed', async () => {
  const opened = { ...EVENT, id: 1 }
  stored.set(1, { ...opened, duration: 90 })
  await useEventEdits().save('b', { ...opened, data: { label: 'mine' } }, opened)
  expect(stored.get(1)?.data).toEqual({ label: 'mine' })
})
