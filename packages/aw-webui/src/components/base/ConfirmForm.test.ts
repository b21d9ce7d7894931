import { mount } from '@vue/test-utils'
import { expect, test, vi } from 'vitest'
import { h } from 'vue'

import BaseDialog from '@/components/base/BaseDialog.vue'
import ConfirmForm from '@/components/base/ConfirmForm.vue'
import { i18n } from '@/locales'

const TEXTS = { word: 'Laptop', request: 'Type Laptop', action: 'Delete for ever', isBusy: false }
const global = { plugins: [i18n] }

function setUp(props: Partial<InstanceType<typeof ConfirmForm>['$props']> = {}) {
  const form = mount(ConfirmForm, { props: { ...TEXTS, ...props }, global })
  return {
    form,
    /** Then whether the button can be pressed, and how often it was to be done when the form was sent. */
    async type(text: string) {
      await form.get('input').setValue(text)
      await form.trigger('submit')
      const isReady = !(form.get('button.danger').element as HTMLButtonElement).disabled
      return { isReady, told: form.emitted('confirm')?.length ?? 0 }
    },
  }
}

const DONE = { isReady: true, told: 1 }
const NOT_DONE = { isReady: false, told: 0 }

test.each(['', 'Lap', 'Laptop 2', 'laptop'])('“%s” is not the name that is to be typed', async (text) => {
  expect(await setUp().type(text)).toEqual(NOT_DONE)
})

test.each(['Laptop', ' Laptop '])('“%s” is the name that is to be typed', async (text) => {
  expect(await setUp().type(text)).toEqual(DONE)
})

test.each(['ändern', 'Ändern', ' ÄNDERN'])('a word counts with capitals and without: “%s”', async (text) => {
  expect(await setUp({ word: 'ändern', ignoreCase: true }).type(text)).toEqual(DONE)
})

test('while it is being done it is not done again', async () => {
  expect(await setUp({ isBusy: true }).type('Laptop')).toEqual(NOT_DONE)
})

test('to cancel needs no word, and does nothing else', async () => {
  const { form } = setUp()
  await form.get('button[type="button"]').trigger('click')
  expect(Object.keys(form.emitted())).toContain('cancel')
  expect(form.emitted('confirm')).toBeUndefined()
})

test('the field has the request as its label', () => {
  const { form } = setUp()
  const label = form.get('label')
  expect(label.text()).toBe('Type Laptop')
  expect(label.attributes('for')).toBe(form.get('input').attributes('id'))
})

test('a dialog that is opened again asks anew', async () => {
  const dialog = mount(BaseDialog, {
    props: { open: true, title: 'Delete' },
    slots: { default: () => h(ConfirmForm, TEXTS) },
    global,
  })
  const form = () => dialog.findComponent(ConfirmForm)
  await vi.waitFor(() => expect(form().exists()).toBe(true))
  await form().get('input').setValue('Laptop')
  await dialog.setProps({ open: false })
  await vi.waitFor(() => expect(form().exists()).toBe(false))
  await dialog.setProps({ open: true })
  await vi.waitFor(() => expect(form().exists()).toBe(true))
  expect(form().get('input').element.value).toBe('')
  expect(form().get('button.danger').attributes('disabled')).toBeDefined()
  dialog.unmount()
})
