import { mount } from '@vue/test-utils'
import { expect, test } from 'vitest'

import DraftField from '@/components/base/DraftField.vue'

function setUp(value: string | number, type = 'text') {
  const field = mount(DraftField, { props: { value }, attrs: { type, 'aria-label': 'Note' } })
  const input = field.element as HTMLInputElement
  return {
    field,
    input,
    told: () => field.emitted('change')?.flat() ?? [],
    /** As a key does: the text stands there before anybody is told. */
    type: async (text: string) => {
      input.value = text
      await field.trigger('input')
    },
  }
}

test('what is typed stays when what is kept is shown again, or is changed elsewhere', async () => {
  const { field, input, told, type } = setUp('')
  await type('worked on')
  await field.setProps({ value: '', 'aria-label': 'Another' } as Partial<{ value: string }>)
  expect(input.value).toBe('worked on')
  await field.setProps({ value: 'theirs' })
  expect(input.value).toBe('worked on')
  await type('worked on it')
  await field.trigger('change')
  await field.trigger('blur')
  expect(told()).toEqual(['worked on it'])
})

test('what is kept is shown once nobody edits', async () => {
  const { field, input, type } = setUp('a')
  await type(' b ')
  await field.trigger('change')
  await field.setProps({ value: 'b' })
  expect(input.value).toBe('b')
  await field.setProps({ value: 'c' })
  expect(input.value).toBe('c')
})

test('a text that whoever keeps it refuses goes again', async () => {
  const { field, input, told, type } = setUp('a')
  await type('refused')
  await field.trigger('change')
  expect(told()).toEqual(['refused'])
  expect(input.value).toBe('a')
})

test('a text that was put back is told to nobody, so that it takes back nothing', async () => {
  const { field, input, told, type } = setUp('a')
  await type('ab')
  await field.setProps({ value: 'theirs' })
  await type('a')
  await field.trigger('blur')
  expect(told()).toEqual([])
  expect(input.value).toBe('theirs')
})

test('what is left without a change being told by the browser is told all the same', async () => {
  const { field, told, type } = setUp('a')
  await type('b')
  await field.trigger('blur')
  expect(told()).toEqual(['b'])
})

test('what cannot be read is told to nobody, stands while it is edited, and goes when it is left', async () => {
  const { field, input, told, type } = setUp('04:00', 'time')
  // Half a time: a browser gives its value as empty.
  Object.defineProperty(input, 'validity', { value: { badInput: true } })
  await type('')
  await field.trigger('change')
  await field.setProps({ value: '05:00' })
  expect(input.value).toBe('')
  await field.trigger('blur')
  expect(told()).toEqual([])
  expect(input.value).toBe('05:00')
})

test('a number is shown as it is written, and its name is that of the field', () => {
  const { input } = setUp(0.5, 'number')
  expect([input.value, input.getAttribute('aria-label')]).toEqual(['0.5', 'Note'])
})
