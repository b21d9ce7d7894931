import { describe, expect, it } from 'vitest'

import { chosenDevices, type Device, devicesOf, paramsOf } from '@/domain/devices'
import type { Bucket } from '@/domain/events/event'

const COUNTING = { classes: [], filterAfk: true, includeAudible: true, alwaysActive: '' }

function bucket(id: string, type: string, hostname: string, day = 1): Bucket {
  const last_updated = `2026-01-${String(day).padStart(2, '0')}T00:00:00Z`
  return { id, type, hostname, client: id.split('_')[0] ?? id, created: '2025-01-01T00:00:00Z', last_updated }
}
const windows = (host: string, day = 1, name = 'aw-watcher-window') =>
  bucket(`${name}_${host}`, 'currentwindow', host, day)
const afk = (host: string, day = 1, name = 'aw-watcher-afk') =>
  bucket(`${name}_${host}`, 'afkstatus', host, day)
const firefox = (host: string, id = `aw-watcher-web-firefox_${host}`) => bucket(id, 'web.tab.current', host)
const hostsOf = (devices: readonly Device[]) => devices.map(({ hostname }) => hostname)
const browsersOf = (buckets: readonly Bucket[], host: string) =>
  devicesOf(buckets)
    .find(({ hostname }) => hostname === host)
    ?.browsers.map(({ id }) => id)

describe('the devices of a query', () => {
  const early = devicesOf([windows('b', 9), windows('a', 1), windows('c', 5)])
  const late = devicesOf([windows('b', 1), windows('a', 5), windows('c', 9)])

  it('stand by name, whichever reported last: past numbers stay what they are', () => {
    expect(hostsOf(chosenDevices(early))).toEqual(['a', 'b', 'c'])
    expect(hostsOf(chosenDevices(late))).toEqual(['a', 'b', 'c'])
  })

  it('stand as the address has them', () => {
    expect(hostsOf(chosenDevices(early, ['c', 'a', 'gone', 'c']))).toEqual(['c', 'a'])
  })
})

describe('the marks of pauses', () => {
  it('make no device, and do not count as its last report', () => {
    expect(devicesOf([bucket('aw-pause_a', 'pause', 'a')])).toEqual([])
    const [device] = devicesOf([windows('a', 1), bucket('aw-pause_a', 'pause', 'a', 9)])
    expect(device?.buckets.map(({ type }) => type)).toEqual(['currentwindow'])
    expect(device?.lastSeen).toBe(Date.parse('2026-01-01T00:00:00Z'))
  })
})

describe('a browser that does not know its computer', () => {
  const unknown = firefox('unknown', 'aw-watcher-web-firefox')

  it('is on the only computer there is', () => {
    expect(browsersOf([windows('pc'), unknown], 'pc')).toEqual(['aw-watcher-web-firefox'])
  })

  it('is not asked where the computer has one of its kind with its name', () => {
    const chrome = bucket('aw-watcher-web-chrome', 'web.tab.current', 'unknown')
    expect(browsersOf([windows('pc'), firefox('pc'), unknown, chrome], 'pc')).toEqual([
      'aw-watcher-web-firefox_pc',
      'aw-watcher-web-chrome',
    ])
  })

  it('is on none where it could be on several', () => {
    expect(browsersOf([windows('pc'), windows('laptop'), unknown], 'pc')).toEqual([])
  })

  it('goes with editors', () => {
    const vim = bucket('aw-watcher-vim', 'app.editor.activity', 'unknown')
    const [pc] = devicesOf([windows('pc', 3), vim])
    expect(pc?.editors).toEqual([vim])
  })
})

describe('several buckets of one kind', () => {
  it('all count, in an order that does not change with which reported last', () => {
    const others = [windows('pc', 1, 'aw-watcher-window-x11'), afk('pc', 1, 'aw-watcher-afk2')]
    for (const day of [1, 9]) {
      const [pc] = devicesOf([...others, windows('pc', day), afk('pc', day)])
      expect(pc && paramsOf(pc, COUNTING)).toMatchObject({
        window: 'aw-watcher-window-x11_pc',
        furtherWindows: ['aw-watcher-window_pc'],
        afk: 'aw-watcher-afk2_pc',
        furtherAfk: ['aw-watcher-afk_pc'],
      })
    }
  })

  it('say nothing where there is one', () => {
    const [pc] = devicesOf([windows('pc'), afk('pc')])
    expect(Object.keys((pc && paramsOf(pc, COUNTING)) ?? {})).not.toContain('furtherWindows')
  })
})

it('asks no bucket that the query language cannot name', () => {
  const [device] = devicesOf([windows('pc\\')])
  expect(device?.window).toBeNull()
  expect(device?.buckets).toHaveLength(1)
})
