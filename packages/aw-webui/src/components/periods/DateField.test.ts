import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'

import DateField from '@/components/periods/DateField.vue'

function setUp() {
  const field = mount(DateField, { props: { modelValue: '2026-11-22' } })
  const input = field.find('input')
  /** As browsers do it: a change for every digit that makes a date. */
  async function type(date: string): Promise<void> {
    await input.trigger('keydown', { key: date.slice(-1) })
    input.element.value = date
    await input.trigger('change')
  }
  return { input, type, told: () => (field.emitted('update:modelValue') ?? []).flat() }
}

describe('a date field', () => {
  it('says nothing while a year is typed, and what was typed once it is left', async () => {
    const { input, type, told } = setUp()
    for (const year of ['0002', '0020', '0202', '2025']) await type(`${year}-11-22`)
    expect(told()).toEqual([])
    await input.trigger('blur')
    expect(told()).toEqual(['2025-11-22'])
  })

  it('says what was typed on Enter, once', async () => {
    const { input, type, told } = setUp()
    await type('2025-11-22')
    await input.trigger('keydown', { key: 'Enter' })
    expect(told()).toEqual(['2025-11-22'])
  })

  it('says at once what is picked from the calendar, also after something was typed', async () => {
    const { input, type, told } = setUp()
    await type('0002-11-22')
    await input.trigger('pointerdown')
    input.element.value = '2026-11-20'
    await input.trigger('change')
    expect(told()).toEqual(['2026-11-20'])
  })

  it('says nothing when it is left as it was', async () => {
    const { input, told } = setUp()
    await input.trigger('blur')
    expect(told()).toEqual([])
  })
})
