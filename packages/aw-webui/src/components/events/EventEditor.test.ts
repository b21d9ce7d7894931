import { flushPromises, mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'

import EventEditor from '@/components/events/EventEditor.vue'
import type { AwEvent } from '@/domain/events/event'
import { i18n } from '@/locales'

const STORED: AwEvent = {
  id: 7,
  timestamp: '2025-06-10T07:00:00+00:00',
  duration: 600,
  data: { app: 'Code', title: 'main.py' },
}

/** A server that knows one event; what was sent to it is kept. */
const sent: { method: string; path: string; body: unknown }[] = []

function answer(path: string, method: string, body: unknown): unknown {
  if (method === 'POST' && path.includes('/events')) return body
  if (path.endsWith('/events/7')) return STORED
  return path.includes('/events') ? [] : {}
}

beforeEach(() => {
  sent.length = 0
  vi.stubGlobal('fetch', (address: string, { method = 'GET', body }: RequestInit) => {
    const path = address.replace(/\?.*/, '')
    const json: unknown = typeof body === 'string' ? JSON.parse(body) : null
    if (method !== 'GET') sent.push({ method, path, body: json })
    return Promise.resolve(new Response(JSON.stringify(answer(path, method, json))))
  })
})
afterEach(() => {
  vi.unstubAllGlobals()
  document.body.innerHTML = ''
})

async function open(event: AwEvent | null) {
  const routes = [{ path: '/:id', name: 'bucket', component: { template: '<i />' } }]
  const router = createRouter({ history: createMemoryHistory(), routes })
  const wrapper = mount(EventEditor, {
    props: { open: true, bucketId: 'window_laptop', event },
    global: { plugins: [createPinia(), i18n, router] },
    attachTo: document.body,
  })
  await flushPromises()
  return wrapper
}

function field(selector: string): HTMLInputElement {
  const found = document.querySelector<HTMLInputElement>(selector)
  if (!found) throw new Error(`no ${selector} in ${document.body.innerHTML}`)
  return found
}
async function type(selector: string, value: string) {
  const input = field(selector)
  input.value = value
  input.dispatchEvent(new Event('input'))
  await flushPromises()
}
async function press(text: string) {
  const button = [...document.querySelectorAll('button')].find((one) => one.textContent.trim() === text)
  if (!button) throw new Error(`no button ${text}`)
  button.click()
  await flushPromises()
}

describe('the event editor', () => {
  it('edits the whole event even if it was given a part of it', async () => {
    const wrapper = await open({ ...STORED, duration: 5, data: {} })
    await type('input[aria-label="title"]', 'other.py')
    await press('Save')
    expect(sent).toEqual([
      {
        method: 'POST',
        path: '/api/0/buckets/window_laptop/events',
        body: [{ ...STORED, data: { app: 'Code', title: 'other.py' } }],
      },
    ])
    expect(wrapper.emitted('saved')).toHaveLength(1)
    wrapper.unmount()
  })

  it('refuses an end before the start and says so', async () => {
    const wrapper = await open(STORED)
    await type('input[type="datetime-local"]', '2025-06-11T09:00:00')
    await press('Save')
    expect(sent).toEqual([])
    expect(document.querySelector('[role="alert"]')?.textContent).toContain('ends before it begins')
    wrapper.unmount()
  })

  it('deletes the event', async () => {
    const wrapper = await open(STORED)
    await press('Delete')
    expect(sent).toEqual([{ method: 'DELETE', path: '/api/0/buckets/window_laptop/events/7', body: null }])
    expect(wrapper.emitted('deleted')).toEqual([[7, 'window_laptop']])
    wrapper.unmount()
  })

  it('adds a new one that begins with what it was given', async () => {
    const event = { timestamp: '2025-06-10T07:00:00Z', duration: 60, data: { label: 'Call', running: false } }
    const wrapper = await open(event)
    expect(document.body.textContent).not.toContain('Delete')
    await press('Save')
    expect(sent.at(-1)?.body).toEqual([event])
    wrapper.unmount()
  })
})
