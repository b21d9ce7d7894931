import { describe, expect, it } from 'vitest'

import { fromLocalText, toLocalText } from '@/domain/events/localtime'

const BERLIN = 'Europe/Berlin'

describe('moments in fields', () => {
  it('show the clock of the zone to the second', () => {
    expect(toLocalText(Date.parse('2025-06-10T07:02:30.987Z'), BERLIN)).toBe('2025-06-10T09:02:30')
    expect(toLocalText(Date.parse('2025-06-10T07:00:00Z'), 'Asia/Kolkata')).toBe('2025-06-10T12:30:00')
  })

  it('are read back, with and without seconds', () => {
    expect(fromLocalText('2025-06-10T09:02:30', BERLIN)).toBe(Date.parse('2025-06-10T07:02:30Z'))
    expect(fromLocalText('2025-06-10T09:02', BERLIN)).toBe(Date.parse('2025-06-10T07:02:00Z'))
  })

  it('name no moment while they are typed', () => {
    expect(fromLocalText('', BERLIN)).toBeNull()
    expect(fromLocalText('2025-06-', BERLIN)).toBeNull()
  })

  it('take the moment after the hour that a change of clocks skips', () => {
    expect(fromLocalText('2025-03-30T02:30:00', BERLIN)).toBe(Date.parse('2025-03-30T01:30:00Z'))
  })
})
