import { expect, it } from 'vitest'

import { colorOfRanked, rankedBy, uncategorizedShare } from '@/domain/activity/ranking'
import type { AwEvent } from '@/domain/events/event'

function event(data: Record<string, unknown>, duration: number): AwEvent {
  return { timestamp: '2025-06-10T08:00:00Z', duration, data }
}

const EVENTS = [
  event({ app: 'Firefox', $category: ['Media'] }, 30),
  event({ app: 'Code', $category: ['Work'] }, 45),
  event({ app: 'Firefox', $category: ['Work'] }, 20),
]

it('adds up what has one name in several categories', () => {
  expect(rankedBy(EVENTS, 'app').map(({ name, seconds }) => [name, seconds])).toEqual([
    ['Firefox', 50],
    ['Code', 45],
  ])
})

it('keeps apart what only looks alike', () => {
  const values = [undefined, null, '', 5, '5']
  const events = values.map((app, index) => event(app === undefined ? {} : { app }, 9 - index))
  expect(rankedBy(events, 'app').map(({ value }) => value)).toEqual(values)
})

it('takes no value of a key that events lack, whatever it is called', () => {
  for (const key of ['constructor', '__proto__', 'toString'])
    expect(rankedBy([event({ app: 'a' }, 1)], key)).toMatchObject([{ name: '', value: undefined }])
})

it('takes the category of most of the time', () => {
  expect(rankedBy(EVENTS, 'app')[0]?.category).toEqual(['Media'])
})

it('gives what has no categories one colour for all', () => {
  const [site] = rankedBy([event({ $domain: 'a.example' }, 1)], '$domain')
  expect(site && colorOfRanked(site, () => 'never')).toBe('var(--line-strong)')
})

it('knows the share without a category', () => {
  expect(uncategorizedShare([event({ $category: ['Uncategorized'] }, 1), ...EVENTS.slice(0, 1)])).toBeCloseTo(
    1 / 31,
  )
  expect(uncategorizedShare([])).toBe(0)
})
