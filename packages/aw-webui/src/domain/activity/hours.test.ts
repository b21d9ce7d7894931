import { expect, it } from 'vitest'

import { addedUp, byHour, hoursOfDay, hourStep } from '@/domain/activity/hours'
import type { AwEvent } from '@/domain/events/event'

function at(timestamp: string, duration = 1): AwEvent {
  return { timestamp, duration, data: {} }
}

it('asks for whole hours where days begin on one, else for smaller bins', () => {
  expect(['04:00', '04:30', '04:45', '04:10', '04:07'].map(hourStep)).toEqual([3600, 1800, 900, 600, 300])
})

it('sorts time by the hour that the clock in the zone showed', () => {
  const hours = byHour([at('2026-06-10T08:00:00Z'), at('2026-01-10T09:00:00Z')], 'Europe/Berlin')
  expect(hours[10]).toHaveLength(2)
})

it('begins where the day does', () => {
  expect(hoursOfDay('04:00').slice(0, 3)).toEqual([4, 5, 6])
  expect(hoursOfDay('04:00').at(-1)).toBe(3)
})

it('adds up the same hour of several days and leaves the events as they were', () => {
  const events = [at('2026-06-10T08:00:00Z', 5), at('2026-06-11T08:00:00Z', 7)]
  expect(addedUp(events, () => 'one').map(({ duration }) => duration)).toEqual([12])
  expect(events[0]?.duration).toBe(5)
})
