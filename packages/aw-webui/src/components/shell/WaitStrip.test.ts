import { mount } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'

import { getInfo } from '@/api'
import WaitStrip from '@/components/shell/WaitStrip.vue'
import { i18n } from '@/locales'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

it('says after ten seconds that the server is still waited for, and can end that', async () => {
  vi.stubGlobal(
    'fetch',
    (_: string, { signal }: RequestInit) =>
      new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(new Error('over')))),
  )
  const strip = mount(WaitStrip, { global: { plugins: [i18n] } })
  const failure = getInfo().catch((error: unknown) => error)
  await vi.advanceTimersByTimeAsync(9000)
  expect(strip.text()).toBe('')
  await vi.advanceTimersByTimeAsync(3000)
  expect(strip.text()).toContain('12 s')
  await strip.find('button').trigger('click')
  expect(await failure).toMatchObject({ name: 'ApiError' })
  await nextTick()
  expect(strip.text()).toBe('')
})
