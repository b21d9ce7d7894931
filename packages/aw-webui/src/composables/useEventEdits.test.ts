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

/** Take the last change back, as the notice does. */
async function undo(): Promise<void> {
  await useNotices().notices.at(-1)?.undo?.()
}

test('an event that a watcher goes on with keeps the time it got while it was changed', async () => {
  const opened = { ...EVENT, id: 1 }
  stored.set(1, { ...opened, duration: 90 })
  await useEventEdits().save('b', { ...opened, data: { label: 'mine' } }, opened)
  expect(stored.get(1)).toEqual({ ...opened, duration: 90, data: { label: 'mine' } })
  await undo()
  expect(stored.get(1)).toEqual({ ...opened, duration: 90 })
})

test('an end that was moved is stored as it is, whatever a watcher did meanwhile', async () => {
  const opened = { ...EVENT, id: 1 }
  stored.set(1, { ...opened, duration: 90 })
  await useEventEdits().save('b', { ...opened, duration: 30 }, opened)
  expect(stored.get(1)?.duration).toBe(30)
  await undo()
  expect(stored.get(1)?.duration).toBe(90)
})

test('a change is taken back with what was recorded since', async () => {
  const opened = { ...EVENT, id: 1 }
  stored.set(1, opened)
  const mine = await useEventEdits().save('b', { ...opened, data: { label: 'mine' } }, opened)
  stored.set(1, { ...mine, duration: 300 })
  await undo()
  expect(stored.get(1)).toEqual({ ...opened, duration: 300 })
})

test('a change is not taken back once the event was changed again or deleted elsewhere', async () => {
  const opened = { ...EVENT, id: 1 }
  const theirs = { ...opened, data: { label: 'theirs' } }
  stored.set(1, opened)
  await useEventEdits().save('b', { ...opened, data: { label: 'mine' } }, opened)
  stored.set(1, theirs)
  await expect(undo()).rejects.toThrow('events.notTakenBack')
  expect(stored.get(1)).toEqual(theirs)

  stored.clear()
  await expect(undo()).rejects.toThrow('events.notTakenBack')
  expect(stored.size).toBe(0)
})

test('what was added is not taken away once it was changed elsewhere, or recorded on', async () => {
  const added = await useEventEdits().save('b', EVENT, null)
  for (const theirs of [
    { ...added, data: { label: 'theirs' } },
    { ...added, duration: 300 },
  ]) {
    stored.set(1, theirs)
    await expect(undo()).rejects.toThrow('events.notTakenBack')
    expect(stored.get(1)).toEqual(theirs)
  }
})

test('what was deleted comes back as it was by then, and what was changed elsewhere is not deleted', async () => {
  const opened = { ...EVENT, id: 1 }
  stored.set(1, { ...opened, duration: 90 })
  await useEventEdits().remove('b', opened)
  expect(stored.size).toBe(0)
  await undo()
  expect([...stored.values()]).toEqual([{ ...opened, duration: 90 }])

  stored.set(1, { ...opened, data: { label: 'theirs' } })
  await expect(useEventEdits().remove('b', opened)).rejects.toThrow('events.changed')
  expect(stored.size).toBe(1)
})
