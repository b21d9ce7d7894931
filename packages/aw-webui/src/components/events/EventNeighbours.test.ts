import { flushPromises, mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, test, vi } from 'vitest'

import EventNeighbours from '@/components/events/EventNeighbours.vue'
import { i18n } from '@/locales'
import { useSettings } from '@/stores/settings'

beforeEach(() => {
  setActivePinia(createPinia())
  useSettings().values.language = 'en'
  useSettings().values.timezone = 'Europe/Berlin'
})

const event = (id: number, timestamp: string) => ({ id, timestamp, duration: 60, data: { app: 'Code' } })
const own = event(2, '2026-06-10T09:00:00Z')

test('an event of another day has its date, one of the same day only its time', async () => {
  const all = [event(3, '2026-06-10T09:30:00Z'), own, event(1, '2026-06-05T08:15:00Z')]
  vi.stubGlobal('fetch', (address: string) => {
    const id = /events\/(\d+)$/.exec(address)?.[1]
    return Promise.resolve(new Response(JSON.stringify(id ? all.find((one) => one.id === Number(id)) : all)))
  })
  const props = { place: { bucketId: 'w', event: own } }
  const neighbours = mount(EventNeighbours, { props, global: { plugins: [i18n] } })
  await flushPromises()
  const [before, after] = neighbours.findAll('button').map((button) => button.text())
  expect(before).toMatch(/Jun.*2026/)
  expect(after).toContain('11:30:00')
  expect(after).not.toMatch(/Jun/)
})
