import { createPinia, setActivePinia } from 'pinia'
import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import KeyDialog from '@/components/shell/KeyDialog.vue'
import { i18n } from '@/locales'

/** A server with a key; gives the keys it was sent. */
function lock(right: string): string[] {
  const sent: string[] = []
  vi.stubGlobal('fetch', async (_: string, { headers }: { headers: Record<string, string> }) => {
    sent.push(headers['Authorization'] ?? '')
    const isRight = headers['Authorization'] === `Bearer ${right}`
    return new Response(isRight ? '{}' : '{"message": "no"}', { status: isRight ? 200 : 401 })
  })
  return sent
}

async function enter(key: string) {
  const dialog = mount(KeyDialog, {
    props: { wasWrong: false },
    global: { plugins: [i18n], stubs: { BaseDialog: { template: '<div><slot /></div>' } } },
  })
  await dialog.find('input').setValue(key)
  await dialog.find('form').trigger('submit')
  await flushPromises()
  return { said: dialog.find('[role="alert"]').text(), entered: dialog.emitted('entered') !== undefined }
}

beforeEach(() => setActivePinia(createPinia()))
afterEach(() => {
  vi.unstubAllGlobals()
  sessionStorage.clear()
})

describe('the dialog for the key', () => {
  it('says that a key is wrong', async () => {
    lock('right')
    expect(await enter('left')).toEqual({ said: expect.stringContaining('wrong'), entered: false })
  })

  it('goes on with the right one', async () => {
    lock('right')
    expect(await enter(' right ')).toEqual({ said: '', entered: true })
  })

  it('refuses a key that no request can carry, and neither sends nor keeps it', async () => {
    const sent = lock('right')
    expect(await enter('ключ')).toEqual({ said: expect.stringContaining('cannot be right'), entered: false })
    expect(sent).toEqual([])
    expect(sessionStorage).toHaveLength(0)
  })
})
