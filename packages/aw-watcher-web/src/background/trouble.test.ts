import { beforeEach, describe, expect, it, vi } from 'vitest'

import { seen } from '@/background/testing'
import { World } from '@/background/world'

let world: World

beforeEach(async () => {
  world = new World()
  vi.stubGlobal('fetch', world.server.fetch)
  await world.restart()
})

describe('a browser that keeps nothing', () => {
  it('costs nothing while the worker lives, and is said', async () => {
    await world.at(0, 'a')
    expect(world.store.fault).toBeNull()
    world.area.isBroken = true
    await world.at(10, 'b', 2)
    await world.at(5, 'c', 3)
    expect(world.store.fault).toBe('Error: disk failure')
    await world.at(5, null)
    expect(world.told).toEqual([
      ['a', 10],
      ['b', 5],
      ['c', 5],
    ])
    world.area.isBroken = false
    await world.tick()
    expect(world.store.fault).toBeNull()
  })

  it('gets what could not be written once it can, and none of it is given up', async () => {
    world.server.isUp = false
    await world.at(0, 'a')
    await world.at(10, 'b', 2)
    world.area.isBroken = true
    await world.at(10, 'c', 3)
    await world.at(10, null)
    world.area.isBroken = false
    await world.tick()
    await world.restart()
    expect(world.store.now.queue.lost).toBe(0)
    world.server.isUp = true
    await world.at(60, null)
    expect(world.told.map(([url]) => url)).toEqual(['a', 'b', 'c'])
    expect(world.kept).toEqual([])
  })

  it('for lack of room loses no span of an empty queue, and leaves none behind', async () => {
    await world.at(0, 'a')
    world.area.room = world.area.items.size
    await world.at(10, 'b', 2)
    expect(world.store.now.queue.lost).toBe(0)
    expect(world.told).toEqual([['a', 10]])
    world.server.isUp = false
    await world.at(10, 'c', 3)
    await world.at(10, null)
    expect(world.store.now.queue.lost).toBe(0)
    expect(world.store.fault).toContain('quota')
    world.area.room = Infinity
    world.server.isUp = true
    await world.at(60, null)
    expect(world.told).toEqual([
      ['a', 10],
      ['b', 10],
      ['c', 10],
    ])
    expect(world.kept).toEqual([])
    expect(world.store.fault).toBeNull()
  })

  it('is rid of spans that are in no queue when the worker starts', async () => {
    await world.area.set({ 'span 7': { start: 1, end: 2, data: seen('a').data } })
    await world.restart()
    expect(world.kept).toEqual([])
  })
})

describe('what the extension says of itself', () => {
  const puts = () => world.server.asked.filter((path) => path.startsWith('PUT')).length
  const at = { backend: 'browser extension', version: '1.2' }

  it('is that it looks, about once a minute, whether or not there is something to record', async () => {
    await world.at(0, 'a')
    expect(world.said).toEqual({ ...at, sensed: 0 })
    await world.at(30, 'b', 2)
    expect(puts()).toBe(1)
    await world.restart()
    await world.at(30, null)
    await world.at(30, null)
    expect(world.said).toEqual({ ...at, sensed: 60 })
    expect(puts()).toBe(2)
  })

  it('is why it stopped, until it goes on', async () => {
    await world.at(0, 'a')
    await world.store.write({ pause: { until: null } })
    await world.at(10, 'a')
    await world.at(60, 'a')
    expect(world.said).toEqual({
      ...at,
      sensed: 0,
      ended: 10,
      why: 'it is paused by the menu of its button',
    })
    await world.store.write({ pause: null })
    await world.at(10, 'a')
    expect(world.said).toEqual({ ...at, sensed: 80 })
    world.server.filters = 'nonsense'
    await world.at(10, 'a')
    await world.at(10, 'a')
    expect(world.said).toMatchObject({ why: 'the privacy rules cannot be read' })
  })

  it('is not that it looks while the server is paused', async () => {
    world.server.pause = { paused: true, until: null }
    await world.at(0, 'a')
    await world.at(100, 'a')
    await world.at(100, 'a')
    expect(world.said).toEqual({ ...at, sensed: 0 })
  })

  it('is told again to a bucket that was deleted, and may be refused', async () => {
    await world.at(0, 'a')
    world.server.buckets.clear()
    world.server.said.clear()
    await world.at(60, 'a')
    await world.at(10, 'a')
    expect(world.said).toMatchObject(at)
    world.server.statuses.set('PUT buckets/aw-watcher-web-chrome_laptop', 500)
    const before = puts()
    await world.at(60, 'a')
    await world.at(10, 'b', 2)
    expect(puts()).toBe(before + 1)
    expect(world.store.now.connection.trouble).toBeNull()
  })
})
