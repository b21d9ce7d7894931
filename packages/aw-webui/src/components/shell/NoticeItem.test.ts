import { mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import NoticeItem from '@/components/shell/NoticeItem.vue'
import { i18n } from '@/locales'
import { type Notice, useNotices } from '@/stores/notices'

beforeEach(() => {
  setActivePinia(createPinia())
  vi.useFakeTimers()
})
afterEach(() => vi.useRealTimers())

function show(more: Partial<Notice> = {}) {
  const notice: Notice = { id: 1, text: 'Saved', kind: 'done', ...more }
  return mount(NoticeItem, { props: { notice }, global: { plugins: [i18n] } })
}
const button = (item: ReturnType<typeof show>, text: string) =>
  item.findAll('button').find((one) => one.text() === text)

describe('NoticeItem', () => {
  it('goes by itself after a while', () => {
    const item = show()
    vi.advanceTimersByTime(7900)
    expect(item.emitted('dismiss')).toBeUndefined()
    vi.advanceTimersByTime(200)
    expect(item.emitted('dismiss')).toHaveLength(1)
  })

  it('stays while it is looked at, and the whole while again after that', async () => {
    const item = show()
    await item.trigger('pointerenter')
    vi.advanceTimersByTime(60_000)
    expect(item.emitted('dismiss')).toBeUndefined()
    await item.trigger('pointerleave')
    vi.advanceTimersByTime(8100)
    expect(item.emitted('dismiss')).toHaveLength(1)
  })

  it('stays if it tells of a failure', () => {
    const item = show({ kind: 'failed' })
    vi.advanceTimersByTime(60_000)
    expect(item.emitted('dismiss')).toBeUndefined()
  })

  it('takes back what was done', async () => {
    const undo = vi.fn(async () => undefined)
    const item = show({ undo })
    await button(item, 'Undo')?.trigger('click')
    await vi.runAllTimersAsync()
    expect(undo).toHaveBeenCalledTimes(1)
    expect(item.emitted('dismiss')).toBeDefined()
  })

  it('says why something could not be taken back', async () => {
    const item = show({ undo: () => Promise.reject(new Error('gone')) })
    await button(item, 'Undo')?.trigger('click')
    await vi.runAllTimersAsync()
    expect(useNotices().notices).toMatchObject([{ text: 'gone', kind: 'failed' }])
  })
})
