import { beforeEach, describe, expect, it, vi } from 'vitest'

import { TestExtension } from './extension'
import { seen } from './fakes'

let extension: TestExtension

beforeEach(async () => {
  extension = new TestExtension()
  vi.stubGlobal('fetch', extension.server.fetch)
  await extension.restart()
})

describe('a browser that keeps nothing', () => {
  it('costs nothing while the worker lives, and is said', async () => {
    await extension.at(0, 'a')
    expect(extension.fault).toBeNull()
    extension.area.isBroken = true
    await extension.at(10, 'b', 2)
    await extension.at(5, 'c', 3)
    expect(extension.fault).toBe('Error: disk failure')
    await extension.at(5, null)
    expect(extension.told).toEqual([
      ['a', 10],
      ['b', 5],
      ['c', 5],
    ])
    extension.area.isBroken = false
    await extension.tick()
    expect(extension.fault).toBeNull()
  })

  it('gets what could not be written once it can, and none of it is given up', async () => {
    extension.server.isUp = false
    await extension.at(0, 'a')
    await extension.at(10, 'b', 2)
    extension.area.isBroken = true
    await extension.at(10, 'c', 3)
    await extension.at(10, null)
    extension.area.isBroken = false
    await extension.tick()
    await extension.restart()
    expect(extension.background.now.queue.lost).toBe(0)
    extension.server.isUp = true
    await extension.at(60, null)
    expect(extension.told.map(([url]) => url)).toEqual(['a', 'b', 'c'])
    expect(extension.kept).toEqual([])
  })

  it('for lack of room loses no span of an empty queue, and leaves none behind', async () => {
    await extension.at(0, 'a')
    extension.area.room = extension.area.items.size
    await extension.at(10, 'b', 2)
    expect(extension.background.now.queue.lost).toBe(0)
    expect(extension.told).toEqual([['a', 10]])
    extension.server.isUp = false
    await extension.at(10, 'c', 3)
    await extension.at(10, null)
    expect(extension.background.now.queue.lost).toBe(0)
    expect(extension.fault).toContain('quota')
    extension.area.room = Infinity
    extension.server.isUp = true
    await extension.at(60, null)
    expect(extension.told).toEqual([
      ['a', 10],
      ['b', 10],
      ['c', 10],
    ])
    expect(extension.kept).toEqual([])
    expect(extension.fault).toBeNull()
  })

  it('is rid of spans that are in no queue when the worker starts', async () => {
    await extension.area.set({ 'span 7': { start: 1, end: 2, data: seen('a').data } })
    await extension.restart()
    expect(extension.kept).toEqual([])
  })
})

describe('what the extension says of itself', () => {
  const puts = () => extension.server.asked.filter((path) => path.startsWith('PUT')).length
  const at = { backend: 'browser extension', version: '1.2' }

  it('is that it looks, about once a minute, whether or not there is something to record', async () => {
    await extension.at(0, 'a')
    expect(extension.said).toEqual({ ...at, sensed: 0 })
    await extension.at(30, 'b', 2)
    expect(puts()).toBe(1)
    await extension.restart()
    await extension.at(30, null)
    await extension.at(30, null)
    expect(extension.said).toEqual({ ...at, sensed: 60 })
    expect(puts()).toBe(2)
  })

  it('is why it stopped, until it goes on', async () => {
    await extension.at(0, 'a')
    await extension.pause({ until: null })
    await extension.at(10, 'a')
    await extension.at(60, 'a')
    expect(extension.said).toEqual({
      ...at,
      sensed: 0,
      ended: 0,
      why: 'it is paused by the menu of its button',
    })
    await extension.pause(null)
    await extension.at(10, 'a')
    expect(extension.said).toEqual({ ...at, sensed: 70 })
    extension.server.filters = 'nonsense'
    await extension.at(10, 'a')
    await extension.at(10, 'a')
    expect(extension.said).toMatchObject({ why: 'the privacy rules cannot be read' })
  })

  it('is not that it looks while the server is paused', async () => {
    extension.server.pause = { paused: true, until: null }
    await extension.at(0, 'a')
    await extension.at(100, 'a')
    await extension.at(100, 'a')
    expect(extension.said).toEqual({ ...at, sensed: 0 })
  })

  it('is told again to a bucket that was deleted, and may be refused', async () => {
    await extension.at(0, 'a')
    extension.server.buckets.clear()
    extension.server.said.clear()
    await extension.at(60, 'a')
    await extension.at(10, 'a')
    expect(extension.said).toMatchObject(at)
    extension.server.statuses.set('PUT buckets/aw-watcher-web-chrome_laptop', 500)
    const before = puts()
    await extension.at(60, 'a')
    await extension.at(10, 'b', 2)
    expect(puts()).toBe(before + 1)
    expect(extension.background.now.connection.trouble).toBeNull()
  })
})
