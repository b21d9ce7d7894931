import { describe, expect, it } from 'vitest'

import { devicesOf } from '@/domain/devices'
import type { Bucket } from '@/domain/events/event'
import { matches } from '@/domain/raw/filter'
import { groupsOf } from '@/domain/raw/groups'
import { warningsOf } from '@/domain/raw/warnings'

const NOW = Date.parse('2025-06-10T12:00:00Z')

function bucket(id: string, more: Partial<Bucket> = {}): Bucket {
  return { id, type: 'currentwindow', client: 'test', hostname: 'desk', ...more }
}
const at = (minutes: number) => new Date(NOW + minutes * 60_000).toISOString()

describe('warningsOf', () => {
  const warnings = (end: string | null) => warningsOf(bucket('b', { last_updated: end }), NOW, NOW)

  it('finds nothing wrong with a source that reports', () => {
    expect(warnings(at(-1))).toEqual([])
  })
  it('warns of a clock that is ahead, not of the usual difference between two', () => {
    expect(warnings(at(10))).toEqual(['future'])
    expect(warnings(at(1))).toEqual([])
  })
  it('warns of a bucket without events', () => {
    expect(warnings(null)).toEqual(['empty'])
  })
  it('warns of silence while the device goes on, not of a device that is off', () => {
    expect(warnings(at(-90))).toEqual(['silent'])
    expect(warningsOf(bucket('b', { last_updated: at(-90) }), NOW - 90 * 60_000, NOW)).toEqual([])
  })
  it('says nothing of a source that looks and has nothing to record', () => {
    const sensed = at(0)
    const heard = {
      state: 'quiet',
      since: at(-90),
      newest: at(-90),
      sensed,
      backend: null,
      version: null,
      reason: null,
    }
    expect(warningsOf(bucket('b', { last_updated: at(-90) }), NOW, NOW, heard)).toEqual([])
    expect(
      warningsOf(bucket('b', { last_updated: at(-90) }), NOW, NOW, { ...heard, state: 'silent' }),
    ).toEqual(['silent'])
  })
  it('does not take an event in the future for the present of a device', () => {
    expect(warningsOf(bucket('b', { last_updated: at(-1) }), NOW + 9_000_000, NOW)).toEqual([])
  })
})

describe('groupsOf', () => {
  const server = { hostname: 'desk', device_id: 'one' }

  it('knows its own device by name, or by id where the bucket has one', () => {
    const own = bucket('a')
    const other = bucket('b', { hostname: 'laptop', data: { device_id: 'two' } })
    const namesake = bucket('c', { hostname: 'desk', data: { device_id: 'three' } })
    const isThis = (...buckets: Bucket[]) =>
      groupsOf(devicesOf(buckets), buckets, server).map(({ isThisDevice }) => isThisDevice)
    expect(isThis(own)).toEqual([true])
    expect(isThis(other)).toEqual([false])
    expect(isThis(namesake)).toEqual([false])
  })
  it('puts what was entered by hand at the end, as no device', () => {
    const buckets = [bucket('aw-stopwatch', { type: 'general.stopwatch', hostname: 'unknown' }), bucket('a')]
    expect(groupsOf(devicesOf(buckets), buckets, null).map(({ hostname }) => hostname)).toEqual(['desk', ''])
  })
})

describe('matches', () => {
  const event = { timestamp: at(0), duration: 1, data: { app: 'Firefox', count: 12 } }

  it('finds text in any value, in upper or lower case', () => {
    expect(matches(event, 'fox')).toBe(true)
    expect(matches(event, '12')).toBe(true)
    expect(matches(event, ' ')).toBe(true)
  })
  it('does not look at the names of values', () => {
    expect(matches(event, 'app')).toBe(false)
  })
})
