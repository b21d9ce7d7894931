import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import {
  formatDate,
  formatDateTime,
  formatDuration,
  formatExactDuration,
  formatShare,
  formatTime,
  formatTimeWithSeconds,
  hourAt,
} from '@/domain/time/format'
import { periodFromPath } from '@/domain/time/period'
import { periodName } from '@/domain/time/periodname'

const MOMENT = Date.parse('2025-06-10T21:05:09Z')
/** Browsers put spaces of several kinds into times. */
const plain = (text: string) => text.replaceAll(/\s/g, ' ')

describe('formatDuration', () => {
  it.each([
    [0, '0 s'],
    [0.4, '0 s'],
    [8, '8 s'],
    [59.4, '59 s'],
    [59.6, '1 min'],
    [41 * 60, '41 min'],
    [3569, '59 min'],
    [3570, '1 h'],
    [22_320, '6 h 12 min'],
    [360_000, '100 h'],
    [-90, '−2 min'],
    [-0.2, '0 s'],
  ])('writes %d seconds as %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text)
  })
  it('is never off by more than half of the smallest unit', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e8, noNaN: true }), (seconds) => {
        const [, hours = '0', minutes = '0', rest = '0'] =
          /^(?:(\d+) h ?)?(?:(\d+) min)?(?:(\d+) s)?$/.exec(formatDuration(seconds)) ?? []
        const read = Number(hours) * 3600 + Number(minutes) * 60 + Number(rest)
        expect(Math.abs(read - seconds)).toBeLessThanOrEqual(seconds < 59.5 ? 0.5 : 30.5)
      }),
    )
  })
})

describe('formatExactDuration', () => {
  it.each([
    [0.4, '0.4 s'],
    [8, '8 s'],
    [185, '3 min 05 s'],
    [3728, '1 h 02 min 08 s'],
  ])('writes %d seconds as %s', (seconds, text) => {
    expect(formatExactDuration(seconds, 'en')).toBe(text)
  })
  it('has the comma of the locale', () => {
    expect(formatExactDuration(0.4, 'de')).toBe('0,4 s')
  })
  it('never writes sixty seconds', () => {
    expect(formatExactDuration(59.96, 'en')).not.toBe('60 s')
    expect(formatExactDuration(119.7, 'en')).toBe('2 min 00 s')
  })
})

describe('formatShare', () => {
  it.each([
    [12, 100, '12 %'],
    [0, 100, '0 %'],
    [1, 1000, '< 1 %'],
    [3, 3, '100 %'],
    [1, 0, '–'],
  ])('writes %d of %d as %s', (part, whole, text) => {
    expect(formatShare(part, whole)).toBe(text)
  })
})

describe('times', () => {
  const german = { locale: 'de', zone: 'Europe/Berlin' }
  const american = { locale: 'en-US', zone: 'America/New_York' }

  it('are those of the place', () => {
    expect(formatTime(MOMENT, german)).toBe('23:05')
    expect(plain(formatTime(MOMENT, american))).toBe('05:05 PM')
    expect(formatTimeWithSeconds(MOMENT, german)).toBe('23:05:09')
    expect(formatDate(MOMENT, german)).toBe('Di., 10. Juni 2025')
    expect(plain(formatDateTime(MOMENT, american))).toBe('Jun 10, 2025, 5:05 PM')
    expect(hourAt(MOMENT, 'Asia/Kathmandu')).toBe(2)
  })
})

describe('periodName', () => {
  const name = (path: string, locale = 'en-GB') => {
    const period = periodFromPath(...(path.split('/') as [string, string]))
    if (!period) throw new Error(path)
    return plain(
      periodName(period, { zone: 'Pacific/Kiritimati', startOfDay: '04:00', startOfWeek: 1 }, locale),
    )
  }

  it.each([
    ['day/2025-06-10', 'Tue, 10 Jun 2025'],
    ['month/2025-06-10', 'June 2025'],
    ['year/2025-06-10', '2025'],
    ['week/2025-06-10', '9–15 Jun 2025'],
    ['range/2025-06-10..2025-06-10', 'Tue, 10 Jun 2025'],
  ])('calls %s %s', (path, expected) => {
    expect(name(path).replaceAll(' – ', '–')).toBe(expected)
  })
  it('follows the language', () => {
    expect(name('month/2025-06-10', 'de')).toBe('Juni 2025')
  })
})
