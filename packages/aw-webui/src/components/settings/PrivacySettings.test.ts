import { flushPromises, mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import ApplyDialog from '@/components/privacy/ApplyDialog.vue'
import PrivacySettings from '@/components/settings/PrivacySettings.vue'
import { i18n } from '@/locales'

const NOTHING = { changed: { events: 0, seconds: 0 }, dropped: { events: 0, seconds: 0 } }
let copies = 0
let isAway = false

beforeEach(() => {
  copies = 0
  isAway = false
  vi.stubGlobal('fetch', async (address: string) => {
    const path = String(address)
    if (path.endsWith('/privacy/preview')) {
      if (isAway) throw new TypeError('no answer')
      return Response.json({ token: 't', total: NOTHING, buckets: {}, rules: [], copies })
    }
    if (path.endsWith('/privacy')) return Response.json({ filters: [], defaults: [], problems: [] })
    return Response.json({})
  })
})
afterEach(() => vi.unstubAllGlobals())

async function looked() {
  const page = mount(PrivacySettings, { global: { plugins: [i18n, createPinia()] } })
  await flushPromises()
  await button(page, 'Look what')?.trigger('click')
  await flushPromises()
  return page
}
function button(page: ReturnType<typeof mount>, text: string) {
  return page.findAll('button').find((one) => one.text().startsWith(text))
}

test('rules that would change no event can be applied while there are copies, which may hold what was there', async () => {
  expect(button(await looked(), 'Apply to')).toBeUndefined()
  copies = 2
  const page = await looked()
  expect(button(page, 'Apply to')).toBeDefined()
  expect(page.text()).toContain('may hold more of it: 2')
})

test('the dialog stays and tells what was done, though the server is away when the page looks anew', async () => {
  copies = 1
  const page = await looked()
  const dialog = page.getComponent(ApplyDialog)
  isAway = true
  dialog.vm.$emit('outdated')
  await flushPromises()
  expect(page.find('.error-text').exists()).toBe(true)
  expect(dialog.vm.$.isUnmounted).toBe(false)
})
