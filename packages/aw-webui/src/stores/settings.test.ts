import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, test, vi } from 'vitest'

import { useSettings } from '@/stores/settings'

/** What the server keeps. */
let kept: Record<string, unknown>
/** Names of settings that cannot be written. */
let locked: Set<string>
/** What must be over before the server answers for all settings. */
let gate: Promise<unknown>

function answer(value: unknown, status = 200): Response {
  return new Response(JSON.stringify(value), { status })
}

beforeEach(() => {
  kept = {}
  locked = new Set()
  gate = Promise.resolve()
  vi.stubGlobal('fetch', async (address: string, { method, body }: { method: string; body?: string }) => {
    const name = /settings\/(.+)$/.exec(address)?.[1]
    if (!name) {
      const found = { ...kept }
      await gate
      return answer(found)
    }
    if (method !== 'POST') return answer(kept[name] ?? null)
    if (locked.has(name)) return answer({ message: 'no' }, 500)
    kept[name] = JSON.parse(body ?? 'null')
    return answer(kept[name])
  })
  setActivePinia(createPinia())
})

const add = (one: string) => (stored: unknown) => [...((stored as string[] | null) ?? []), one]

describe('a change of a value that others write too', () => {
  test('is made to what the server keeps, not to what was read once', async () => {
    const settings = useSettings()
    kept['list'] = ['theirs']
    await settings.update('list', add('mine'))
    expect(kept['list']).toEqual(['theirs', 'mine'])
    expect(settings.stored['list']).toEqual(['theirs', 'mine'])
  })

  test('is shown at once, and waits for the one before', async () => {
    const settings = useSettings()
    const both = [settings.update('list', add('a')), settings.update('list', add('b'))]
    expect(settings.stored['list']).toEqual(['a', 'b'])
    await Promise.all(both)
    expect([kept['list'], settings.stored['list']]).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ])
  })

  test('is taken back alone', async () => {
    const settings = useSettings()
    const undo = await settings.update('list', add('mine'))
    kept['list'] = ['mine', 'theirs']
    await undo()
    expect([kept['list'], settings.stored['list']]).toEqual([['theirs'], ['theirs']])
  })

  test('if it fails, only that setting is as it was', async () => {
    const settings = useSettings()
    kept['list'] = ['theirs']
    locked.add('list')
    const failing = settings.update('list', add('mine'))
    await settings.saveAny('theme', 'dark')
    await expect(failing).rejects.toThrow('no')
    expect(settings.stored).toEqual({ list: ['theirs'], theme: 'dark' })
  })
})

describe('reading all settings', () => {
  test('does not bring back what was there before a write', async () => {
    const settings = useSettings()
    kept['theme'] = 'light'
    let open: (value?: unknown) => void = () => undefined
    gate = new Promise((resolve) => (open = resolve))
    const loading = settings.load()
    await settings.save('theme', 'dark')
    open()
    await loading
    expect(settings.stored['theme']).toBe('dark')
  })

  test('changes nothing on screen where nothing has changed', async () => {
    const settings = useSettings()
    kept['views'] = [1]
    await settings.load()
    const before = settings.stored['views']
    await settings.load()
    expect(settings.stored['views']).toBe(before)
  })
})
