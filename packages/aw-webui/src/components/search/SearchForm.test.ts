import { mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import SearchForm from '@/components/search/SearchForm.vue'
import { searchFromAddress } from '@/domain/search/search'
import { i18n } from '@/locales'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

function shown(q: string) {
  const form = mount(SearchForm, {
    props: { search: searchFromAddress({ q }), error: '' },
    global: { plugins: [i18n, createPinia()] },
    attachTo: document.body,
  })
  return { form, field: form.get<HTMLInputElement>('input[type=search]') }
}

test('the field says what the address says when that was changed elsewhere, also while it has the focus', async () => {
  const { form, field } = shown('first')
  expect(document.activeElement).toBe(field.element)
  await form.setProps({ search: searchFromAddress({ q: 'second' }) })
  expect(field.element.value).toBe('second')
})

test('what is being typed stays when the address says what was sent before', async () => {
  const { form, field } = shown('')
  await field.setValue('fire')
  vi.advanceTimersByTime(400)
  expect(form.emitted('change')).toEqual([[{ text: 'fire' }]])
  await field.setValue('firefox')
  await form.setProps({ search: searchFromAddress({ q: 'fire' }) })
  expect(field.element.value).toBe('firefox')
})
