import { describe, expect, it } from 'vitest'

import type { AwEvent } from '@/domain/events/event'
import { changeOf, grownTo, isStill, takenBack } from '@/domain/events/growth'

const EVENT: AwEvent = {
  id: 7,
  timestamp: '2025-06-10T10:00:00.123456Z',
  duration: 60.000001,
  data: { app: 'a' },
}
const lasting = (duration: number, change: Partial<AwEvent> = {}) => ({ ...EVENT, ...change, duration })

describe('an event', () => {
  it('that lasts longer by now is still the same', () => {
    expect(isStill(lasting(90), EVENT)).toBe(true)
    expect(isStill(EVENT, EVENT)).toBe(true)
  })
  it('that begins elsewhere, says something else or lasts shorter is another', () => {
    expect(isStill({ ...EVENT, timestamp: '2025-06-10T10:00:01Z' }, EVENT)).toBe(false)
    expect(isStill({ ...EVENT, data: { app: 'b' } }, EVENT)).toBe(false)
    expect(isStill(lasting(59), EVENT)).toBe(false)
  })
  it('that is made longer ends where the other one ends, wherever it begins', () => {
    const earlier = lasting(120, { timestamp: '2025-06-10T09:59:30.123Z' })
    expect(grownTo(earlier, lasting(100.5))).toMatchObject({ duration: 130.5 })
    expect(grownTo(EVENT, lasting(90.000002)).duration).toBe(90.000002)
    expect(grownTo(lasting(100), lasting(90)).duration).toBe(100)
  })
})

describe('a change of an event that goes on', () => {
  it('keeps the end that is stored by now, if the end was not moved', () => {
    const renamed = { ...EVENT, data: { app: 'b' } }
    expect(changeOf(renamed, EVENT, lasting(90))).toEqual({ ...renamed, duration: 90 })
    const later = lasting(50, { timestamp: '2025-06-10T10:00:10.123Z' })
    expect(changeOf(later, EVENT, lasting(90)).duration).toBe(80)
  })
  it('has the end that somebody gave it', () => {
    expect(changeOf(lasting(30), EVENT, lasting(90)).duration).toBe(30)
    expect(changeOf(lasting(75), EVENT, lasting(90)).duration).toBe(75)
  })
  it('is what was changed, to the microsecond, if nothing went on', () => {
    expect(changeOf(EVENT, EVENT, EVENT)).toEqual(EVENT)
  })
})

describe('a change that is taken back', () => {
  const renamed = (duration: number) => lasting(duration, { data: { app: 'b' } })
  it('leaves what it was before', () => {
    expect(takenBack(EVENT, renamed(60), renamed(60))).toEqual(EVENT)
    // It had been cut by hand.
    expect(takenBack(lasting(90), lasting(30), lasting(30)).duration).toBe(90)
  })
  it('leaves what was recorded since', () => {
    expect(takenBack(EVENT, renamed(60), renamed(200))).toEqual(lasting(200))
    expect(takenBack(lasting(90), lasting(30), lasting(100)).duration).toBe(100)
    expect(takenBack(lasting(90), lasting(30), lasting(40)).duration).toBe(90)
  })
})
