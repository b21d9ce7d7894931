import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'

import { periodKeys, usePeriodKeys } from '@/composables/usePeriodKeys'

describe('the keys of a period', () => {
  it('work, and are listed, as long as the page is there that has one', () => {
    const did: unknown[] = []
    const page = mount({
      setup() {
        usePeriodKeys({
          step: (by) => did.push(by),
          showLength: (length) => did.push(length),
          showToday: () => did.push('today'),
        })
        return () => null
      },
    })
    const press = (key: string) => document.dispatchEvent(new KeyboardEvent('keydown', { key }))
    expect(periodKeys.value).toBe(1)
    for (const key of ['ArrowLeft', 'ArrowRight', 'd', 'w', 'm', 'y', 't', 'x']) press(key)
    page.unmount()
    press('d')
    expect(did).toEqual([-1, 1, 'day', 'week', 'month', 'year', 'today'])
    expect(periodKeys.value).toBe(0)
  })
})
