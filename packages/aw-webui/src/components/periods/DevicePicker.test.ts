import { mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { expect, test } from 'vitest'

import DevicePicker from '@/components/periods/DevicePicker.vue'
import { i18n } from '@/locales'
import { useBuckets } from '@/stores/buckets'

function shown(hosts: string[]) {
  setActivePinia(createPinia())
  useBuckets().buckets = ['laptop', 'desktop'].map((hostname) => ({
    id: `aw-watcher-window_${hostname}`,
    type: 'currentwindow',
    client: 'aw-watcher-window',
    hostname,
    created: '2025-01-01T00:00:00Z',
  })) as never
  return mount(DevicePicker, { props: { hosts }, global: { plugins: [i18n] } }).find('[role=alert]')
}

test('devices that an address names and nobody knows are named', () => {
  expect(shown(['laptop', 'nope', 'gone']).text()).toContain('nope, gone')
  expect(shown(['nope']).text()).toContain('nope')
})

test('of those that are known nothing is said', () => {
  expect(shown(['laptop']).exists()).toBe(false)
  expect(shown([]).exists()).toBe(false)
})
