import { createPinia, setActivePinia } from 'pinia'
import { expect, test, vi } from 'vitest'
import { effectScope } from 'vue'

import { useConnection } from '@/composables/useConnection'
import { useSettings } from '@/stores/settings'

test('the settings are read again whenever the page is looked at again', async () => {
  let theme = 'light'
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(JSON.stringify({ theme }))))
  setActivePinia(createPinia())
  const scope = effectScope()
  scope.run(() => useConnection())
  await useSettings().load()
  theme = 'dark'
  document.dispatchEvent(new Event('visibilitychange'))
  await vi.waitFor(() => expect(useSettings().values.theme).toBe('dark'))
  scope.stop()
})
