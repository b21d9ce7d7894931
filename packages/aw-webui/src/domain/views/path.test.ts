import { expect, it } from 'vitest'

import { firstPart, timeByPath, valueAt } from '@/domain/views/path'

const DATA = { page: { title: 'Home', tags: ['a', 'b'] }, 'a.b': 1, app: 'Code' }

it('finds values within values', () => {
  expect(valueAt(DATA, 'page.title')).toBe('Home')
  expect(valueAt(DATA, 'page.tags.1')).toBe('b')
  expect(valueAt(DATA, 'app')).toBe('Code')
})

it('takes a key that has a dot in its name as it is', () => {
  expect(valueAt(DATA, 'a.b')).toBe(1)
})

it('finds nothing where nothing is, nor what objects have by themselves', () => {
  expect(valueAt(DATA, 'page.title.length.x')).toBeUndefined()
  expect(valueAt(DATA, 'constructor')).toBeUndefined()
})

it('asks for the first part', () => {
  expect(firstPart('page.title')).toBe('page')
})

it('adds up the time by value, longest first, and leaves out events without one', () => {
  const event = (data: Record<string, unknown>, duration: number) => ({
    timestamp: '2025-06-10T08:00:00Z',
    duration,
    data,
  })
  const events = [
    event({ n: { x: 1 } }, 2),
    event({ n: { x: true } }, 5),
    event({ n: { x: 1 } }, 4),
    event({ n: { x: 'true' } }, 1),
    event({}, 9),
  ]
  expect(timeByPath(events, 'n.x')).toEqual([
    { name: '1', value: 1, seconds: 6 },
    { name: 'true', value: true, seconds: 5 },
    { name: 'true', value: 'true', seconds: 1 },
  ])
})
