import { createPinia, setActivePinia } from 'pinia'
import { afterEach, expect, it, vi } from 'vitest'

import { useApiKey } from '@/api'
import { useServer } from '@/stores/server'

afterEach(() => {
  vi.unstubAllGlobals()
  sessionStorage.clear()
})

it('a key is asked for whenever the server refuses, and it is known whether there was one', async () => {
  setActivePinia(createPinia())
  const server = useServer()
  vi.stubGlobal('fetch', async () => new Response('{}'))
  await server.load()
  expect(server.refusal).toBeNull()
  vi.stubGlobal('fetch', async () => new Response('{}', { status: 401 }))
  await server.load().catch(() => undefined)
  expect(server.refusal).toEqual({ hadKey: false })
  useApiKey('old')
  await server.load().catch(() => undefined)
  expect(server.refusal).toEqual({ hadKey: true })
})
