import { beforeEach, describe, expect, it, vi } from 'vitest'

import { FRESH } from '@/background/sender'

import { TestExtension } from './extension'
import { seen } from './fakes'

let extension: TestExtension

beforeEach(async () => {
  extension = new TestExtension()
  vi.stubGlobal('fetch', extension.server.fetch)
  await extension.restart()
})

describe('a tab', () => {
  it('is told once it has stood for a second, and grows from then on', async () => {
    await extension.at(0, 'a')
    expect(extension.told).toEqual([])
    await extension.at(1, 'a')
    expect(extension.told).toEqual([['a', 1]])
    await extension.at(30, 'a')
    expect(extension.told).toEqual([['a', 31]])
  })

  it('ends where the next begins', async () => {
    await extension.at(0, 'a')
    await extension.at(10, 'b', 2)
    await extension.at(5, null)
    expect(extension.told).toEqual([
      ['a', 10],
      ['b', 5],
    ])
    expect(extension.server.events[1]?.start).toBe(extension.server.events[0]?.end)
  })

  it('begins when it is seen, however much happened before', async () => {
    let looks = 0
    extension.browser.activeTab = async () => {
      looks += 1
      await new Promise((answer) => setTimeout(answer))
      return extension.front
    }
    await extension.restart()
    await extension.at(0, 'busy')
    const ticks = Array.from({ length: 1_000 }, () => extension.tick())
    await ticks[0]
    await extension.at(15, 'next', 2)
    await Promise.all(ticks)
    expect(extension.background.now.open).toMatchObject({ data: { url: 'next' }, start: extension.now })
    expect(looks).toBeGreaterThan(1)
    expect(looks).toBeLessThan(10)
  })

  it('ends with the pause, even if many looks are under way', async () => {
    await extension.at(0, 'a')
    await extension.at(10, 'a')
    const ticks = Array.from({ length: 1_000 }, () => extension.tick())
    extension.now += 5_000
    await extension.pause({ until: extension.now + 60_000 })
    await Promise.all(ticks)
    expect(extension.background.now.open).toBeNull()
    await extension.at(70, null)
    expect(extension.told).toEqual([['a', 15]])
  })

  it('is not recorded while it is paused, here or on the server', async () => {
    await extension.at(0, 'a')
    await extension.at(10, 'a')
    await extension.pause({ until: extension.now + 60_000 })
    await extension.at(10, 'secret')
    await extension.at(60, 'b')
    extension.server.pause = { paused: true, until: null }
    await extension.at(10, 'b')
    await extension.at(10, 'secret')
    await extension.at(10, 'secret')
    extension.server.pause = { paused: false, until: null }
    await extension.at(10, 'c')
    await extension.at(1, 'c')
    expect(extension.told).toEqual([
      ['a', 10],
      ['b', 10],
      ['c', 1],
    ])
  })
})

describe('without a server', () => {
  it('everything waits, in order, and arrives when it is there', async () => {
    extension.server.isUp = false
    await extension.at(0, 'a')
    await extension.at(10, 'b', 2)
    await extension.at(10, 'c', 3)
    expect(extension.waiting).toBe(2)
    expect(extension.background.now.connection).toMatchObject({ trouble: 'unreachable', lastSent: null })
    extension.server.isUp = true
    await extension.at(30, 'c', 3)
    expect(extension.told).toEqual([
      ['a', 10],
      ['b', 10],
      ['c', 30],
    ])
    expect(extension.waiting).toBe(0)
    expect(extension.background.now.connection).toMatchObject({
      trouble: null,
      failures: 0,
      lastSent: extension.now,
    })
  })

  it('it is tried after ever longer waits', async () => {
    extension.server.isUp = false
    await extension.at(0, 'a')
    for (const wait of [1, 2, 4, 8, 16, 30]) await extension.at(wait, 'a')
    expect(extension.waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000])
    const { failures } = extension.background.now.connection
    await extension.at(1, 'b', 2)
    expect(extension.background.now.connection.failures).toBe(failures)
  })

  it('nothing is lost when the worker ends again and again', async () => {
    extension.server.isUp = false
    for (const url of ['a', 'b', 'c']) {
      await extension.at(10, url)
      await extension.restart()
    }
    extension.server.isUp = true
    await extension.at(60, null)
    expect(extension.told).toEqual([
      ['a', 10],
      ['b', 10],
      ['c', 60],
    ])
  })

  it('a worker that ends while it forgets a span leaves nothing behind', async () => {
    extension.server.isUp = false
    await extension.at(0, 'a')
    await extension.at(10, 'b', 2)
    await extension.area.remove('span 0')
    await extension.restart()
    extension.server.isUp = true
    await extension.at(30, null)
    expect(extension.told).toEqual([['b', 30]])
    expect(extension.waiting).toBe(0)
    expect(extension.kept).toEqual([])
  })

  it('only the oldest are given up, and counted, when there is no more room', async () => {
    await extension.restart(3)
    extension.server.isUp = false
    for (const url of ['a', 'b', 'c', 'd', 'e']) await extension.at(10, url)
    await extension.at(10, null)
    expect(extension.background.now.queue.lost).toBe(2)
    extension.server.isUp = true
    await extension.at(60, null)
    expect(extension.told.map(([url]) => url)).toEqual(['c', 'd', 'e'])
  })

  it('the oldest are given up when the browser gives no more room', async () => {
    extension.server.isUp = false
    await extension.at(0, 'a')
    await extension.at(10, 'b')
    extension.area.room = extension.area.items.size
    await extension.at(10, 'c')
    await extension.at(10, null)
    expect(extension.background.now.queue.lost).toBe(2)
    extension.area.room = Infinity
    extension.server.isUp = true
    await extension.at(60, null)
    expect(extension.told).toEqual([['c', 10]])
  })
})

describe('a server', () => {
  it('that took what it could not confirm gets it again, and has it once', async () => {
    await extension.at(0, 'a')
    extension.server.losesAnswer = true
    await extension.at(10, 'a')
    await extension.at(10, 'b', 2)
    await extension.at(30, null)
    expect(extension.told).toEqual([
      ['a', 20],
      ['b', 30],
    ])
  })

  it('that lost the bucket gets it anew', async () => {
    await extension.at(0, 'a')
    await extension.at(10, 'a')
    extension.server.buckets.clear()
    await extension.at(10, 'a')
    expect(extension.told).toEqual([['a', 10]])
  })

  it('that wants a key is told nothing without it', async () => {
    extension.server.apiKey = 'the key'
    await extension.at(0, 'a')
    await extension.at(10, 'a')
    expect(extension.background.now.connection).toMatchObject({ trouble: 'key', message: 'no key' })
    await extension.set({ apiKey: 'the key' })
    await extension.at(10, 'a')
    expect(extension.told).toEqual([['a', 20]])
  })

  it.each([
    ['info', 500, 'trouble'],
    ['heartbeat', 503, 'trouble'],
    ['info', 404, 'stranger'],
    ['info', 403, 'stranger'],
    ['buckets/aw-watcher-web-chrome_laptop', 400, 'stranger'],
  ])('whose %s answers %i makes what is to be sent wait (%s)', async (path, status, trouble) => {
    extension.server.statuses.set(path, status)
    await extension.at(0, 'a')
    await extension.at(10, 'b', 2)
    expect(extension.background.now.connection.trouble).toBe(trouble)
    extension.server.statuses.clear()
    await extension.at(30, null)
    expect(extension.told.map(([url]) => url)).toEqual(['a', 'b'])
  })

  it('that refuses an event for good does not hold up the others', async () => {
    const error = vi.spyOn(console, 'error').mockReturnValue()
    extension.server.isUp = false
    await extension.at(0, 'a')
    await extension.at(10, 'b', 2)
    extension.server.isUp = true
    extension.server.statuses.set('heartbeat', 400)
    await extension.at(10, 'b', 2)
    expect(extension.background.now.queue).toMatchObject({ refused: 1, first: 1, next: 1 })
    expect(error).toHaveBeenCalled()
    extension.server.statuses.clear()
    await extension.at(10, 'c', 3)
    await extension.at(10, null)
    // Of `b` what was refused is gone, too.
    expect(extension.told).toEqual([
      ['b', 10],
      ['c', 10],
    ])
  })

  it('without pauses and rules of privacy works as well', async () => {
    extension.server.statuses.set('pause', 404).set('GET privacy', 404).set('settings/privacy_filters', 404)
    await extension.at(0, 'a')
    await extension.at(10, 'a')
    expect(extension.told).toEqual([['a', 10]])
  })

  it('that tells its rules by the setting alone is heard, too', async () => {
    extension.server.statuses.set('GET privacy', 404)
    extension.server.filters = [{ pattern: 'secret', action: 'drop' }]
    await extension.at(0, 'secret')
    await extension.at(10, 'a', 2)
    await extension.at(10, null)
    expect(extension.told).toEqual([['a', 10]])
  })

  it('that the browser keeps away is not asked', async () => {
    extension.mayReach = false
    await extension.at(10, 'a')
    expect(extension.background.now.connection.trouble).toBe('permission')
    expect(extension.server.asked).toEqual([])
  })

  it('is asked for its pause and rules from time to time, not with every look', async () => {
    await extension.at(10, 'a')
    await extension.at(1, 'b', 2)
    await extension.at(1, 'c', 3)
    const pauses = () => extension.server.asked.filter((path) => path === 'GET pause').length
    expect(pauses()).toBe(1)
    await extension.at(FRESH / 1000, 'd', 4)
    expect(pauses()).toBe(2)
  })
})

describe('privacy', () => {
  const drop = (pattern: string) => [{ pattern, action: 'drop' }]

  it('keeps excluded pages out of memory and server', async () => {
    await extension.set({ exclude: ['secret.example'] })
    await extension.at(0, 'https://a.example/')
    await extension.at(10, 'https://secret.example/x')
    await extension.at(10, 'https://b.example/')
    await extension.at(10, null)
    expect(extension.told).toEqual([
      ['https://a.example/', 10],
      ['https://b.example/', 10],
    ])
    expect(JSON.stringify([...extension.area.items])).not.toContain('secret.example/x')
  })

  it('applies what was excluded later to what waits', async () => {
    extension.server.isUp = false
    await extension.at(0, 'https://secret.example/')
    await extension.at(10, 'https://a.example/')
    await extension.at(10, null)
    extension.server.isUp = true
    await extension.set({ exclude: ['secret.example'] })
    await extension.tick()
    expect(extension.told).toEqual([['https://a.example/', 10]])
  })

  it('applies the rules of the server to what waited before it knew them', async () => {
    extension.server.filters = drop('secret')
    await extension.at(0, 'secret')
    await extension.at(10, 'a', 2)
    await extension.at(10, 'secret', 3)
    await extension.at(10, null)
    expect(extension.told).toEqual([['a', 10]])
    expect(JSON.stringify([...extension.area.items])).not.toContain('"url":"secret"')
  })

  it('records nothing while the rules cannot be read', async () => {
    extension.server.filters = 'nonsense'
    await extension.at(0, 'a')
    await extension.at(10, 'b', 2)
    expect(extension.told).toEqual([])
    expect(extension.background.now.connection.trouble).toBe('rules')
    expect(extension.background.now.open).toBeNull()
  })

  it('applies the default rules of the server before anything is kept, unless they are switched off', async () => {
    const name = 'incognito-tabs'
    extension.server.defaults = [{ name, field: 'incognito', pattern: '^true$', action: 'drop' }]
    await extension.at(0, null)
    await extension.set({ recordIncognito: true })
    extension.server.isUp = false
    extension.front = seen('private')
    extension.front.data.incognito = true
    const look = async () => {
      extension.now += 10_000
      await extension.tick()
    }
    await look()
    await look()
    expect(JSON.stringify([...extension.area.items])).not.toContain('"url":"private"')
    extension.server.isUp = true
    extension.server.filters = [{ name, enabled: false }]
    extension.now += 60_000
    await look()
    await look()
    expect(extension.told).toEqual([['private', 10]])
  })

  it('records no incognito tab unless it is switched on', async () => {
    const incognito = seen('private')
    incognito.data.incognito = true
    const look = async (seconds: number) => {
      extension.now += seconds * 1000
      extension.front = incognito
      await extension.tick()
    }
    await look(0)
    await look(10)
    expect(extension.told).toEqual([])
    await extension.set({ recordIncognito: true })
    await look(10)
    expect(extension.told).toEqual([['private', 10]])
  })
})
