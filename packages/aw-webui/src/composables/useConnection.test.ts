import { createPinia, setActivePinia } from 'pinia'
import { expect, test, vi } from 'vitest'
import { effectScope } from 'vue'

import { ApiError } from '@/api'
import { useConnection } from '@/composables/useConnection'
import { useNotices } from '@/stores/notices'
import { useSettings } from '@/stores/settings'

test('the settings are read again whenever the page is looked at again', async () => {
  let theme = 'light'
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(JSON.stringify({ theme }))))
  setActivePinia(createPinia())
  const scope = effectScope()
  scope.run(() => useConnection())
  await useSettings().load()
  theme = 'dark'
  window.dispatchEvent(new Event('blur'))
  window.dispatchEvent(new Event('focus'))
  await vi.waitFor(() => expect(useSettings().values.theme).toBe('dark'))
  scope.stop()
})

test('that the server does not answer is told once, and not any more when it is back', async () => {
  let isUp = false
  vi.stubGlobal('fetch', () =>
    isUp ? Promise.resolve(new Response('{}')) : Promise.reject(new Error('down')),
  )
  setActivePinia(createPinia())
  const scope = effectScope()
  scope.run(() => useConnection())
  const notices = useNotices()
  notices.fail(new Error('something else'))
  for (let time = 0; time < 3; time += 1) await useSettings().load().catch(notices.fail)
  notices.fail(new ApiError('The connection was lost.', 0))
  expect(notices.notices.map(({ text }) => text)).toEqual(['something else', 'The connection was lost.'])
  isUp = true
  await useSettings().load()
  await vi.waitFor(() => expect(notices.notices.map(({ text }) => text)).toEqual(['something else']))
  scope.stop()
})
