import { flushPromises, mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, test, vi } from 'vitest'

import * as api from '@/api'
import ImportPanel from '@/components/raw/ImportPanel.vue'
import { i18n } from '@/locales'

beforeEach(() => {
  setActivePinia(createPinia())
})

async function failWith(failure: Error): Promise<string> {
  vi.spyOn(api, 'importFile').mockRejectedValue(failure)
  const panel = mount(ImportPanel, { global: { plugins: [i18n], stubs: { RouterLink: true } } })
  const input = panel.get('input')
  Object.defineProperty(input.element, 'files', { value: [new File(['{}'], 'export.json')] })
  await input.trigger('change')
  await flushPromises()
  return panel.get('[role=alert]').text()
}

test.each([
  ['a lost connection', new api.ApiError('The connection was lost.', 0)],
  ['a database that is busy', new api.ApiError('locked', 503)],
])('after %s it is not said that nothing was imported', async (_, failure) => {
  const text = await failWith(failure)
  expect(text).toContain('Part of it may be imported. Import the file again')
  expect(text).not.toContain('Nothing')
})

test('what the server refuses is not stored at all', async () => {
  expect(await failWith(new api.ApiError('no buckets in it', 400))).toBe(
    'Nothing was imported: no buckets in it',
  )
})

test('an import goes on while the page is left, and stands there when it is come back to', async () => {
  let finish: (added: Record<string, number>) => void = () => undefined
  let signal: AbortSignal | undefined
  vi.spyOn(api, 'importFile').mockImplementation((_, transfer) => {
    signal = transfer?.signal
    return new Promise((resolve) => (finish = resolve))
  })
  const options = { global: { plugins: [i18n], stubs: { RouterLink: true } } }
  const panel = mount(ImportPanel, options)
  const file = new File(['{}'], 'export.json')
  Object.defineProperty(panel.get('input').element, 'files', { value: [file] })
  await panel.get('input').trigger('change')
  panel.unmount()
  expect(signal?.aborted).toBe(false)
  const again = mount(ImportPanel, options)
  expect(again.get('[role=status]').text()).toContain('Sending export.json')
  finish({ window: 3 })
  await flushPromises()
  expect(again.get('[role=status]').text()).toContain('Imported. New events: 3')
})
