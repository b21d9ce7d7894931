import { mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Component, defineComponent, h } from 'vue'

import { fetchedPart } from '@/components/base/fetchedpart'
import { i18n } from '@/locales'

const Part = defineComponent({ template: '<p>here it is</p>' })

/** A page around it, as it stands in one. */
const pageOf = (part: Component) => ({ render: () => h('main', h(part)) })

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('a part in a file of its own', () => {
  it('is fetched again if that failed', async () => {
    const load = vi
      .fn()
      .mockRejectedValueOnce(new TypeError('gone'))
      .mockResolvedValue({ __esModule: true, default: Part })
    const page = mount(pageOf(fetchedPart(load)), { global: { plugins: [i18n] } })
    await vi.advanceTimersByTimeAsync(2000)
    expect(load).toHaveBeenCalledTimes(2)
    expect(page.text()).toBe('here it is')
  })

  it('says that it is missing if that does not help, while the server is away', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')))
    const load = vi.fn().mockRejectedValue(new TypeError('gone'))
    // Vue passes on what went wrong.
    const config = { errorHandler: () => undefined }
    const page = mount(pageOf(fetchedPart(load)), { global: { plugins: [i18n], config } })
    await vi.advanceTimersByTimeAsync(20_000)
    expect(load).toHaveBeenCalledTimes(4)
    expect(page.find('[role="alert"]').text()).toContain('could not be fetched')
  })
})
