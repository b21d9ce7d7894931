import { mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, test } from 'vitest'

import { QueryError } from '@/api'
import PageState from '@/components/base/PageState.vue'
import { i18n } from '@/locales'
import { useSettings } from '@/stores/settings'

beforeEach(() => {
  setActivePinia(createPinia())
  useSettings().stored = {
    classes: [{ name: ['Work', 'Bad'], rule: { type: 'regex', regex: '*foo' } }],
    always_active_pattern: '(zoom',
  }
})

function linkFor(pattern: string) {
  const error = new QueryError(`Invalid regular expression \`${pattern}\`: no`, 400, null, null)
  const RouterLink = { props: ['to'], template: '<a :data-to="JSON.stringify(to)"><slot /></a>' }
  const state = mount(PageState, { props: { error }, global: { plugins: [i18n], stubs: { RouterLink } } })
  const link = state.find('a')
  return link.exists() ? [link.text(), link.attributes('data-to')] : null
}

test('an error of a rule names its category and leads there', () => {
  expect(linkFor('*foo')).toEqual([
    'Mend the rule of Work › Bad',
    '{"path":"/categories","query":{"edit":"Work › Bad"}}',
  ])
})

test('one of the always-active pattern leads to the settings', () => {
  expect(linkFor('(zoom')?.[1]).toBe('"/settings"')
})

test('others lead nowhere', () => {
  expect(linkFor('[a')).toBeNull()
})
