import { describe, expect, it } from 'vitest'

import { AWAY_COLOR, lookOf, PRESENT_COLOR } from '@/domain/timeline/look'

const event = (data: Record<string, unknown>) => ({ timestamp: '', duration: 1, data })
const colorOf = (name: readonly string[]) => name.join('/')

describe('presence', () => {
  const look = lookOf('presence', colorOf, '')

  it('is solid for input, dashed for other evidence, hatched for no one', () => {
    expect(look(event({ status: 'not-afk' }))).toEqual({ label: '', color: PRESENT_COLOR, style: 'solid' })
    expect(look(event({ status: 'not-afk', evidence: 'input' })).style).toBe('solid')
    expect(look(event({ status: 'not-afk', evidence: 'call' }))).toEqual({
      label: 'call',
      color: PRESENT_COLOR,
      style: 'dashed',
    })
    expect(look(event({ status: 'afk' }))).toEqual({ label: '', color: AWAY_COLOR, style: 'hatched' })
  })
})

describe('what was done', () => {
  it('has the colour of its category, and stripes without one', () => {
    const look = lookOf('window', colorOf, 'none')
    expect(look(event({ $category: ['Work', 'Mail'], app: 'Mail' }))).toEqual({
      label: 'Mail',
      color: 'Work/Mail',
      style: 'solid',
    })
    expect(look(event({ $category: ['Uncategorized'], app: 'X' })).style).toBe('tinted')
    expect(look(event({ app: 'X' })).style).toBe('tinted')
  })

  it('is named by its category in the merged lane, by its domain in a browser', () => {
    expect(lookOf('categories', colorOf, 'none')(event({ $category: ['Work', 'Mail'] })).label).toBe('Mail')
    expect(lookOf('categories', colorOf, 'none')(event({ $category: ['Uncategorized'] })).label).toBe('none')
    expect(lookOf('browser', colorOf, '')(event({ $category: ['A'], $domain: 'example.org' })).label).toBe(
      'example.org',
    )
    expect(lookOf('editor', colorOf, '')(event({ $category: ['A'], project: 'tea' })).label).toBe('tea')
  })
})
