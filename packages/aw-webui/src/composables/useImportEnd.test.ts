import { flushPromises, mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, test, vi } from 'vitest'
import { defineComponent } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'

import * as api from '@/api'
import { useImportEnd } from '@/composables/useImportEnd'
import { i18n } from '@/locales'
import { useBuckets } from '@/stores/buckets'
import { useImporting } from '@/stores/importing'
import { useNotices } from '@/stores/notices'

const load = vi.fn(() => Promise.resolve())
let finish: (added: Record<string, number>) => void
let fail: (error: Error) => void

/** An import on its way while a page is shown. */
async function importingOn(page: string): Promise<void> {
  const routes = ['raw', 'report'].map((name) => ({ path: `/${name}`, name, component: {} }))
  const router = createRouter({ history: createMemoryHistory(), routes })
  await router.push({ name: page })
  mount(
    defineComponent({
      setup: () => useImportEnd(),
      template: '<p />',
    }),
    { global: { plugins: [router, i18n] } },
  )
  void useImporting().start(new File(['{}'], 'export.json'))
  await flushPromises()
}

beforeEach(() => {
  setActivePinia(createPinia())
  load.mockClear()
  useBuckets().load = load
  vi.spyOn(api, 'importFile').mockImplementation(
    () => new Promise((resolve, reject) => ([finish, fail] = [resolve, reject])),
  )
})

test('on another page a notice tells what was imported, and the buckets are read anew', async () => {
  await importingOn('report')
  expect(useNotices().notices).toEqual([])
  finish({ window: 5, afk: 2 })
  await flushPromises()
  expect(useNotices().notices).toMatchObject([{ kind: 'done', text: 'Imported. New events: 7' }])
  expect(load).toHaveBeenCalledTimes(1)
})

test('on another page a notice tells that it failed', async () => {
  await importingOn('report')
  fail(new api.ApiError('no buckets in it', 400))
  await flushPromises()
  expect(useNotices().notices).toMatchObject([
    { kind: 'failed', text: 'Nothing was imported: no buckets in it' },
  ])
  expect(load).toHaveBeenCalledTimes(1)
})

test('Raw data says it itself', async () => {
  await importingOn('raw')
  finish({ window: 5 })
  await flushPromises()
  expect(useNotices().notices).toEqual([])
  expect(useImporting().result).toEqual({ window: 5 })
})
