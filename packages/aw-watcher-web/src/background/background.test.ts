import { beforeEach, describe, expect, it, vi } from 'vitest'

import { FRESH } from '@/background/sender'
import { seen } from '@/background/testing'
import { World } from '@/background/world'

let world: World

beforeEach(async () => {
  world = new World()
  vi.stubGlobal('fetch', world.server.fetch)
  await world.restart()
})

describe('a tab', () => {
  it('is told once it has stood for a second, and grows from then on', async () => {
    await world.at(0, 'a')
    expect(world.told).toEqual([])
    await world.at(1, 'a')
    expect(world.told).toEqual([['a', 1]])
    await world.at(30, 'a')
    expect(world.told).toEqual([['a', 31]])
  })

  it('ends where the next begins', async () => {
    await world.at(0, 'a')
    await world.at(10, 'b', 2)
    await world.at(5, null)
    expect(world.told).toEqual([
      ['a', 10],
      ['b', 5],
    ])
    expect(world.server.events[1]?.start).toBe(world.server.events[0]?.end)
  })

  it('is not recorded while it is paused, here or on the server', async () => {
    await world.at(0, 'a')
    await world.at(10, 'a')
    await world.store.write({ pause: { until: world.now + 60_000 } })
    await world.at(10, 'secret')
    await world.at(60, 'b')
    world.server.pause = { paused: true, until: null }
    await world.at(10, 'b')
    await world.at(10, 'secret')
    await world.at(10, 'secret')
    world.server.pause = { paused: false, until: null }
    await world.at(10, 'c')
    await world.at(1, 'c')
    expect(world.told).toEqual([
      ['a', 20],
      ['b', 10],
      ['c', 1],
    ])
  })
})

describe('without a server', () => {
  it('everything waits, in order, and arrives when it is there', async () => {
    world.server.isUp = false
    await world.at(0, 'a')
    await world.at(10, 'b', 2)
    await world.at(10, 'c', 3)
    expect(world.queue.length).toBe(2)
    expect(world.store.now.connection).toMatchObject({ trouble: 'unreachable', lastSent: null })
    world.server.isUp = true
    await world.at(30, 'c', 3)
    expect(world.told).toEqual([
      ['a', 10],
      ['b', 10],
      ['c', 30],
    ])
    expect(world.queue.length).toBe(0)
    expect(world.store.now.connection).toMatchObject({ trouble: null, failures: 0, lastSent: world.now })
  })

  it('it is tried after ever longer waits', async () => {
    world.server.isUp = false
    await world.at(0, 'a')
    for (const wait of [1, 2, 4, 8, 16, 30]) await world.at(wait, 'a')
    expect(world.waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000])
    const { failures } = world.store.now.connection
    await world.at(1, 'b', 2)
    expect(world.store.now.connection.failures).toBe(failures)
  })

  it('nothing is lost when the worker ends again and again', async () => {
    world.server.isUp = false
    for (const url of ['a', 'b', 'c']) {
      await world.at(10, url)
      await world.restart()
    }
    world.server.isUp = true
    await world.at(60, null)
    expect(world.told).toEqual([
      ['a', 10],
      ['b', 10],
      ['c', 60],
    ])
  })

  it('a worker that ends while it forgets a span leaves nothing behind', async () => {
    world.server.isUp = false
    await world.at(0, 'a')
    await world.at(10, 'b', 2)
    await world.area.remove('span 0')
    await world.restart()
    world.server.isUp = true
    await world.at(30, null)
    expect(world.told).toEqual([['b', 30]])
    expect(world.queue.length).toBe(0)
    expect(world.kept).toEqual([])
  })

  it('only the oldest are given up, and counted, when there is no more room', async () => {
    await world.restart(3)
    world.server.isUp = false
    for (const url of ['a', 'b', 'c', 'd', 'e']) await world.at(10, url)
    await world.at(10, null)
    expect(world.store.now.queue.lost).toBe(2)
    world.server.isUp = true
    await world.at(60, null)
    expect(world.told.map(([url]) => url)).toEqual(['c', 'd', 'e'])
  })

  it('the oldest are given up when the browser gives no more room', async () => {
    world.server.isUp = false
    await world.at(0, 'a')
    await world.at(10, 'b')
    world.area.room = world.area.items.size
    await world.at(10, 'c')
    await world.at(10, null)
    expect(world.store.now.queue.lost).toBe(2)
    world.area.room = Infinity
    world.server.isUp = true
    await world.at(60, null)
    expect(world.told).toEqual([['c', 10]])
  })
})

describe('a server', () => {
  it('that took what it could not confirm gets it again, and has it once', async () => {
    await world.at(0, 'a')
    world.server.losesAnswer = true
    await world.at(10, 'a')
    await world.at(10, 'b', 2)
    await world.at(30, null)
    expect(world.told).toEqual([
      ['a', 20],
      ['b', 30],
    ])
  })

  it('that lost the bucket gets it anew', async () => {
    await world.at(0, 'a')
    await world.at(10, 'a')
    world.server.buckets.clear()
    await world.at(10, 'a')
    expect(world.told).toEqual([['a', 10]])
  })

  it('that wants a key is told nothing without it', async () => {
    world.server.apiKey = 'the key'
    await world.at(0, 'a')
    await world.at(10, 'a')
    expect(world.store.now.connection).toMatchObject({ trouble: 'key', message: 'no key' })
    await world.set({ apiKey: 'the key' })
    await world.at(10, 'a')
    expect(world.told).toEqual([['a', 20]])
  })

  it.each([
    ['info', 500, 'trouble'],
    ['heartbeat', 503, 'trouble'],
    ['info', 404, 'stranger'],
    ['info', 403, 'stranger'],
    ['buckets/aw-watcher-web-chrome_laptop', 400, 'stranger'],
  ])('whose %s answers %i makes what is to be sent wait (%s)', async (path, status, trouble) => {
    world.server.statuses.set(path, status)
    await world.at(0, 'a')
    await world.at(10, 'b', 2)
    expect(world.store.now.connection.trouble).toBe(trouble)
    world.server.statuses.clear()
    await world.at(30, null)
    expect(world.told.map(([url]) => url)).toEqual(['a', 'b'])
  })

  it('that refuses an event for good does not hold up the others', async () => {
    const error = vi.spyOn(console, 'error').mockReturnValue()
    world.server.isUp = false
    await world.at(0, 'a')
    await world.at(10, 'b', 2)
    world.server.isUp = true
    world.server.statuses.set('heartbeat', 400)
    await world.at(10, 'b', 2)
    expect(world.store.now.queue).toMatchObject({ refused: 1, first: 1, next: 1 })
    expect(error).toHaveBeenCalled()
    world.server.statuses.clear()
    await world.at(10, 'c', 3)
    await world.at(10, null)
    // Of `b` what was refused is gone, too.
    expect(world.told).toEqual([
      ['b', 10],
      ['c', 10],
    ])
  })

  it('without pauses and rules of privacy works as well', async () => {
    world.server.statuses.set('pause', 404).set('settings/privacy_filters', 404)
    await world.at(0, 'a')
    await world.at(10, 'a')
    expect(world.told).toEqual([['a', 10]])
  })

  it('that the browser keeps away is not asked', async () => {
    world.mayReach = false
    await world.at(10, 'a')
    expect(world.store.now.connection.trouble).toBe('permission')
    expect(world.server.asked).toEqual([])
  })

  it('is asked for its pause and rules from time to time, not with every look', async () => {
    await world.at(10, 'a')
    await world.at(1, 'b', 2)
    await world.at(1, 'c', 3)
    const pauses = () => world.server.asked.filter((path) => path === 'GET pause').length
    expect(pauses()).toBe(1)
    await world.at(FRESH / 1000, 'd', 4)
    expect(pauses()).toBe(2)
  })
})

describe('privacy', () => {
  const drop = (pattern: string) => [{ pattern, action: 'drop' }]

  it('keeps excluded pages out of memory and server', async () => {
    await world.set({ exclude: ['secret.example'] })
    await world.at(0, 'https://a.example/')
    await world.at(10, 'https://secret.example/x')
    await world.at(10, 'https://b.example/')
    await world.at(10, null)
    expect(world.told).toEqual([
      ['https://a.example/', 10],
      ['https://b.example/', 10],
    ])
    expect(JSON.stringify([...world.area.items])).not.toContain('secret.example/x')
  })

  it('applies what was excluded later to what waits', async () => {
    world.server.isUp = false
    await world.at(0, 'https://secret.example/')
    await world.at(10, 'https://a.example/')
    await world.at(10, null)
    world.server.isUp = true
    await world.set({ exclude: ['secret.example'] })
    await world.tick()
    expect(world.told).toEqual([['https://a.example/', 10]])
  })

  it('applies the rules of the server to what waited before it knew them', async () => {
    world.server.filters = drop('secret')
    await world.at(0, 'secret')
    await world.at(10, 'a', 2)
    await world.at(10, 'secret', 3)
    await world.at(10, null)
    expect(world.told).toEqual([['a', 10]])
    expect(JSON.stringify([...world.area.items])).not.toContain('"url":"secret"')
  })

  it('records nothing while the rules cannot be read', async () => {
    world.server.filters = 'nonsense'
    await world.at(0, 'a')
    await world.at(10, 'b', 2)
    expect(world.told).toEqual([])
    expect(world.store.now.connection.trouble).toBe('rules')
    expect(world.store.now.open).toBeNull()
  })

  it('records no incognito tab unless it is switched on', async () => {
    const incognito = seen('private')
    incognito.data.incognito = true
    const look = async (seconds: number) => {
      world.now += seconds * 1000
      world.front = incognito
      await world.tick()
    }
    await look(0)
    await look(10)
    expect(world.told).toEqual([])
    await world.set({ recordIncognito: true })
    await look(10)
    await look(10)
    expect(world.told).toEqual([['private', 10]])
  })
})
