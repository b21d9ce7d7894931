import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { effectScope, nextTick } from 'vue'

import KeysDialog from '@/components/shell/KeysDialog.vue'
import { usePeriodKeys } from '@/composables/usePeriodKeys'
import { i18n } from '@/locales'

describe('the list of keys', () => {
  it('has those of the period only on a page that has one', async () => {
    const dialog = mount(KeysDialog, {
      global: { plugins: [i18n], stubs: { BaseDialog: { template: '<div><slot /></div>' } } },
    })
    expect(dialog.text()).not.toContain('Today')
    const page = effectScope()
    const ignore = () => undefined
    page.run(() => usePeriodKeys({ step: ignore, showLength: ignore, showToday: ignore }))
    await nextTick()
    expect(dialog.text()).toContain('Today')
    page.stop()
    await nextTick()
    expect(dialog.text()).not.toContain('Today')
  })
})
