import { describe, expect, it } from 'vitest'

import { devicesOf } from '@/domain/devices'
import type { Bucket } from '@/domain/events/event'
import { extentOf, lanesOf } from '@/domain/timeline/lanes'

const MARCH = '2025-03-01T00:00:00Z'
const JUNE = '2025-06-01T00:00:00Z'

function bucket(
  id: string,
  type: string,
  hostname: string,
  times: [string, string] | null = [MARCH, JUNE],
): Bucket {
  const [start, end] = times ?? [null, null]
  return { id, type, hostname, client: id, last_updated: end, metadata: { start, end } }
}

describe('lanes', () => {
  const buckets = [
    bucket('vim', 'app.editor.activity', 'laptop'),
    bucket('window', 'currentwindow', 'laptop'),
    bucket('aw-stopwatch', 'general.stopwatch', 'unknown'),
    bucket('aw-pause_laptop', 'pause', 'laptop'),
    bucket('weather', 'org.weather', 'laptop'),
    bucket('afk', 'afkstatus', 'laptop'),
    bucket('new', 'currentwindow', 'desktop', null),
  ]
  const lanes = lanesOf(buckets, devicesOf(buckets))

  it('begin with what is about all devices, then go device by device in a fixed order', () => {
    expect(lanes.map(({ id, host }) => `${host}:${id}`)).toEqual([
      ':categories',
      ':aw-stopwatch',
      'laptop:aw-pause_laptop',
      'laptop:afk',
      'laptop:window',
      'laptop:vim',
      'laptop:weather',
      'desktop:new',
    ])
  })

  it('show every bucket, of unknown types too', () => {
    expect(lanes.find(({ id }) => id === 'weather')?.kind).toBe('other')
    expect(new Set(lanes.flatMap(({ bucketId }) => bucketId ?? []))).toEqual(
      new Set(buckets.map(({ id }) => id)),
    )
  })

  it('name pauses as what they are', () => {
    expect(lanes.find(({ id }) => id === 'aw-pause_laptop')?.kind).toBe('pause')
  })

  it('know from when to when they have events', () => {
    expect(extentOf(lanes)).toEqual({ start: Date.parse(MARCH), end: Date.parse(JUNE) })
    expect(lanes.find(({ id }) => id === 'new')?.range).toEqual({ start: 0, end: 0 })
    expect(extentOf([])).toBeNull()
  })
})

it('shows a bucket of a type that is called like what every object has', () => {
  const odd = ['constructor', '__proto__'].map((type) => bucket(type, type, 'laptop'))
  expect(lanesOf(odd, devicesOf(odd)).map(({ kind }) => kind)).toEqual(['categories', 'other', 'other'])
})
