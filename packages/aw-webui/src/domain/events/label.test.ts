import { expect, it } from 'vitest'

import { domainOf, labelOf, shortLabelOf } from '@/domain/events/label'

const event = (data: Record<string, unknown>) => ({ timestamp: '2025-06-10T07:00:00Z', duration: 1, data })

it('an event is called by the most telling text it has', () => {
  expect(labelOf(event({ app: 'Code', title: 'main.py' }))).toBe('main.py')
  expect(labelOf(event({ $category: ['Work'], presses: 12 }))).toBe('12')
  expect(labelOf(event({}))).toBe('')
})

it('a bar has the short name', () => {
  expect(shortLabelOf(event({ app: 'Code', title: 'main.py' }))).toBe('Code')
  expect(shortLabelOf(event({ url: 'https://www.example.org/a?b', title: 'A' }))).toBe('example.org')
  expect(shortLabelOf(event({ file: 'C:\\src\\main.rs' }))).toBe('main.rs')
})

it('an address without a host stands for itself', () => {
  expect(domainOf('about:blank')).toBe('about:blank')
  expect(domainOf('no address')).toBe('no address')
})
