import { mount } from '@vue/test-utils'
import { expect, test } from 'vitest'

import RuleTextField from '@/components/privacy/RuleTextField.vue'

function setUp(problem: string) {
  const field = mount(RuleTextField, {
    props: { id: 'one', label: 'Name of the field', hint: 'As in the data', problem, modelValue: 'url' },
  })
  const input = field.get('input')
  const described = input.attributes('aria-describedby')?.split(' ') ?? []
  return { field, input, said: described.map((id) => field.get(`#${id}`).text()) }
}

test('what a field means and what is wrong with it are read with it, and it is marked while something is', () => {
  const wrong = setUp('expected a name')
  expect(wrong.said).toEqual(['As in the data', 'expected a name'])
  expect(wrong.input.attributes('aria-invalid')).toBe('true')
  expect(setUp('').input.attributes('aria-invalid')).toBe('false')
})

test('it shows its text, under its label, and tells what is typed', async () => {
  const { field, input } = setUp('')
  expect(field.get('label').attributes('for')).toBe(input.attributes('id'))
  expect(input.element.value).toBe('url')
  await input.setValue('app')
  expect(field.emitted('update:modelValue')).toEqual([['app']])
})
