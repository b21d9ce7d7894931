import { expect, it } from 'vitest'

import { bucketOf, whyActive } from '@/domain/activity/why'
import type { AwEvent } from '@/domain/events/event'

const SOURCES = { front: ['window'], afk: ['afk'], browsers: ['web'], manual: ['stopwatch'] }

function event(id: number, data: Record<string, unknown> = {}): AwEvent {
  return { id, timestamp: '2025-06-10T08:00:00Z', duration: 1, data }
}

it('finds the bucket that keeps the event', () => {
  expect(bucketOf(event(7), { window: [event(6), event(7)], afk: [event(1)] })).toBe('window')
  expect(bucketOf(event(9), { window: [event(7)] })).toBeNull()
})

it('says what made the time count', () => {
  const front = event(7, { app: 'Zoom', title: 'Call' })
  const why = (witnesses: Record<string, AwEvent[]>, pattern = '') =>
    whyActive(front, { window: [front], ...witnesses }, SOURCES, pattern)
  expect(why({ afk: [event(1, { status: 'not-afk' })] })).toBe('input')
  expect(why({ afk: [event(1, { status: 'afk' })], web: [event(2, { audible: true })] })).toBe('audible')
  expect(why({ afk: [event(1, { status: 'afk' })] }, '^Zoom$')).toBe('always')
  expect(why({})).toBe('unfiltered')
  expect(whyActive(front, { stopwatch: [front] }, SOURCES, '')).toBe('manual')
})

it('says what told that someone was there, or that nobody was', () => {
  const why = (...afk: AwEvent[]) => whyActive(event(7), { afk }, SOURCES, '')
  const seen = (status: string, evidence: string, duration = 1) => ({
    ...event(1, { status, evidence }),
    duration,
  })
  for (const evidence of ['input', 'call', 'fullscreen', 'gamepad', 'audio'])
    expect(why(seen('not-afk', evidence))).toBe(evidence)
  for (const evidence of ['locked', 'asleep', 'idle']) expect(why(seen('afk', evidence))).toBe(evidence)
  expect(why(seen('not-afk', 'telepathy'))).toBe('input')
  expect(why(seen('afk', 'telepathy'))).toBe('unfiltered')
  expect(why(seen('not-afk', 'input', 5), seen('not-afk', 'call', 60), seen('afk', 'idle', 90))).toBe('call')
})

it('asks no bucket that saw nothing, whatever it is called', () => {
  const sources = { ...SOURCES, afk: ['constructor'], browsers: ['__proto__'] }
  expect(whyActive(event(1), {}, sources, '')).toBe('unfiltered')
})

it('takes a rule that the browser cannot read as one that does not match', () => {
  expect(whyActive(event(1, { app: 'a' }), {}, SOURCES, '(?i)a')).toBe('unfiltered')
})
