import { flushPromises, mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, test, vi } from 'vitest'
import { defineComponent, h, ref } from 'vue'

import ErrorBoundary from '@/components/shell/ErrorBoundary.vue'
import { i18n } from '@/locales'
import { useNotices } from '@/stores/notices'

const isBroken = ref(false)
beforeEach(() => {
  setActivePinia(createPinia())
  isBroken.value = false
})

const Page = defineComponent(() => () => {
  if (isBroken.value) throw new RangeError('no such text')
  return h('button', { onClick: () => Promise.reject(new Error('not done')) }, 'page')
})
const handled = vi.fn()

function shown() {
  return mount(ErrorBoundary, {
    props: { page: '/a' },
    slots: { default: () => h(Page) },
    global: { plugins: [i18n], config: { errorHandler: handled } },
  })
}

test('a page that cannot be shown says why, and is shown once it can', async () => {
  const boundary = shown()
  isBroken.value = true
  await flushPromises()
  expect(boundary.get('[role=alert]').text()).toContain('no such text')
  expect(handled).toHaveBeenCalled()
  isBroken.value = false
  await boundary.get('[role=alert] button').trigger('click')
  expect(boundary.text()).toBe('page')
})

test('another page is tried anew', async () => {
  const boundary = shown()
  isBroken.value = true
  await flushPromises()
  isBroken.value = false
  await boundary.setProps({ page: '/b' })
  expect(boundary.text()).toBe('page')
})

test('what a click did not do is told, and the page stays', async () => {
  const boundary = shown()
  await boundary.get('button').trigger('click')
  await flushPromises()
  expect(boundary.text()).toBe('page')
  expect(useNotices().notices.map(({ text }) => text)).toEqual(['not done'])
})
