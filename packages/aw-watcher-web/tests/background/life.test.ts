import { beforeEach, describe, expect, it, vi } from 'vitest'

import { Life } from '@/background/life'
import { PrivacyRules } from '@/domain/rules'
import { SETTLED } from '@/domain/spans'

import { TestExtension } from './extension'
import { seen } from './fakes'

let extension: TestExtension

beforeEach(async () => {
  extension = new TestExtension()
  vi.stubGlobal('fetch', extension.server.fetch)
  await extension.restart()
})

describe('the name of the browser', () => {
  it('is sure before anything is sent, and what was seen meanwhile is not lost', async () => {
    extension.identity = { browser: 'chrome', isSure: false }
    await extension.restart()
    await extension.at(0, 'a')
    await extension.at(10, 'b', 2)
    expect(extension.server.asked).toEqual([])
    extension.identity = { browser: 'vivaldi', isSure: true }
    await extension.at(10, 'b', 2)
    expect([...extension.server.buckets.keys()]).toEqual(['aw-watcher-web-vivaldi_laptop'])
    expect(extension.told).toEqual([
      ['a', 10],
      ['b', 10],
    ])
  })

  it('is that of the options, if there is one, and then nothing has to be sure', async () => {
    extension.identity = { browser: 'chrome', isSure: false }
    await extension.restart()
    await extension.set({ browser: 'firefox-work', hostname: 'desk' })
    await extension.at(0, 'a')
    await extension.at(10, 'a')
    expect([...extension.server.buckets.keys()]).toEqual(['aw-watcher-web-firefox-work_desk'])
  })
})

describe('the mark on the button', () => {
  it('comes with the second failure, and goes when the server is there', async () => {
    extension.server.isUp = false
    await extension.at(0, 'a')
    expect(extension.badge?.isMarked).toBe(false)
    await extension.at(1, 'a')
    expect(extension.badge).toEqual({ status: { kind: 'failing', trouble: 'unreachable' }, isMarked: true })
    extension.server.isUp = true
    await extension.at(30, 'a')
    expect(extension.badge).toEqual({ status: { kind: 'connected' }, isMarked: false })
  })

  it('is not there while somebody has paused, and the server says so as well', async () => {
    await extension.pause({ until: null })
    expect(extension.badge).toEqual({ status: { kind: 'paused', by: 'user', until: null }, isMarked: false })
    await extension.pause(null)
    extension.server.pause = { paused: true, until: null }
    await extension.at(10, 'a')
    expect(extension.badge?.status).toEqual({ kind: 'paused', by: 'server', until: null })
  })
})

describe('what a page changes', () => {
  it('holds at once: another server is asked although the old one is to be left alone', async () => {
    extension.server.isUp = false
    for (const seconds of [0, 1, 2, 4]) await extension.at(seconds, 'a')
    extension.server.isUp = true
    await extension.set({ port: 5777 })
    expect(extension.background.now.connection).toMatchObject({ trouble: null, failures: 0 })
    expect(extension.told).toEqual([['a', 7]])
  })

  it('is a pause that ends the span at that moment', async () => {
    await extension.at(0, 'a')
    extension.now += 20_000
    await extension.pause({ until: null })
    await extension.at(60, 'secret')
    expect(extension.told).toEqual([['a', 20]])
  })
})

describe('a look', () => {
  it('comes again as soon as a new tab has stood long enough to be sent', async () => {
    await extension.at(0, 'a')
    expect(extension.waits).toEqual([SETTLED])
    await extension.at(1, 'a')
    expect(extension.waits).toEqual([SETTLED])
  })

  it('that fails keeps nothing else from being done', async () => {
    const error = vi.spyOn(console, 'error').mockReturnValue()
    await extension.at(0, 'a')
    await extension.at(10, 'b', 2)
    extension.browser.activeTab = () => Promise.reject(new Error('no tabs'))
    await extension.restart()
    extension.now += 10_000
    await extension.tick()
    expect(error).toHaveBeenCalledWith('aw-watcher-web:', new Error('no tabs'))
    expect(extension.background.now.connection.lastTried).toBe(extension.now)
    expect(extension.badge?.status.kind).toBe('connected')
  })
})

describe('the policy', () => {
  it('is made once for all that waits, and anew when settings or rules change', async () => {
    const read = vi.spyOn(PrivacyRules, 'read')
    extension.server.isUp = false
    for (let index = 0; index < 50; index += 1) await extension.at(1, String(index), index)
    expect(extension.waiting).toBe(49)
    extension.server.isUp = true
    read.mockClear()
    await extension.at(60, null)
    expect(extension.told).toHaveLength(50)
    expect(read).toHaveBeenCalledTimes(1)
    await extension.at(10, 'z')
    expect(read).toHaveBeenCalledTimes(1)
    await extension.set({ exclude: ['z'] })
    expect(read).toHaveBeenCalledTimes(2)
    extension.server.filters = [{ pattern: 'secret', action: 'drop' }]
    await extension.at(10, 'secret')
    expect(read).toHaveBeenCalledTimes(3)
    expect(extension.background.now.open).toBeNull()
  })
})

describe('a start that fails', () => {
  it('is marked, and tried again with the next event', async () => {
    const error = vi.spyOn(console, 'error').mockReturnValue()
    const life = new Life(extension.browser)
    extension.front = seen('a')
    extension.area.isBroken = true
    await life.have((background) => background.tick())
    expect(error).toHaveBeenCalled()
    expect(extension.badge).toEqual({ status: { kind: 'failing', trouble: 'storage' }, isMarked: true })
    expect(extension.fault).toBe('Error: disk failure')
    extension.area.isBroken = false
    await life.have((background) => background.tick())
    expect(extension.badge).toEqual({ status: { kind: 'connected' }, isMarked: false })
    expect(extension.fault).toBeNull()
  })

  it('is not done twice by events that come together', async () => {
    const get = vi.spyOn(extension.area, 'get')
    const life = new Life(extension.browser)
    const tick = () => life.have((background) => background.tick())
    await Promise.all([tick(), tick(), tick()])
    expect(get.mock.calls.filter(([keys]) => Array.isArray(keys))).toHaveLength(1)
  })
})
