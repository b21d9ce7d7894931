import { describe, expect, it } from 'vitest'

import { calendarOf, DEFAULTS, readSettings } from '@/domain/settings/settings'
import { changesBetween, readSettingsFile, settingsFile } from '@/domain/settings/transfer'
import { zonesWith } from '@/domain/settings/zones'

describe('readSettings', () => {
  it('has a default for everything', () => {
    expect(readSettings({})).toEqual(DEFAULTS)
  })
  it.each([
    ['en_US', 'en-US'],
    ['de-de', 'de-DE'],
    ['de', 'de'],
    ['', ''],
    ['no language!', ''],
    ['e', ''],
  ])('reads the language %j as %j', (stored, read) => {
    expect(readSettings({ language: stored }).language).toBe(read)
    expect(() => new Intl.DateTimeFormat(read || undefined)).not.toThrow()
  })
  it('takes no names that every object has', () => {
    for (const name of ['constructor', '__proto__', 'toString']) {
      expect(readSettings({ startOfWeek: name }).startOfWeek).toBe('Monday')
    }
  })
  it('takes what is set', () => {
    const set = { startOfDay: '00:00', startOfWeek: 'Sunday', theme: 'dark', timezone: 'Asia/Kathmandu' }
    expect(readSettings({ ...set, other: 1 })).toEqual({ ...DEFAULTS, ...set })
  })
  it.each([
    ['startOfDay', '25:00'],
    ['startOfDay', 4],
    ['startOfWeek', 'Someday'],
    ['theme', 'pink'],
    ['timezone', 'Middle/Earth'],
    ['landingpage', null],
  ])('keeps the default of %s where %j is kept', (name, value) => {
    expect(readSettings({ [name]: value })).toEqual(DEFAULTS)
  })
})

describe('calendarOf', () => {
  it("uses the browser's zone unless one is set", () => {
    expect(calendarOf(DEFAULTS)).toEqual({ zone: 'Europe/Berlin', startOfDay: '04:00', startOfWeek: 1 })
    expect(calendarOf({ ...DEFAULTS, timezone: 'UTC', startOfWeek: 'Saturday' })).toMatchObject({
      zone: 'UTC',
      startOfWeek: 6,
    })
  })
})

describe('a file of settings', () => {
  const stored = { theme: 'dark', classes: [{ name: ['Work'], rule: { type: 'none' } }] }

  it('is read as it was written', () => {
    expect(readSettingsFile(settingsFile(stored))).toEqual(stored)
  })
  it('may be the settings alone', () => {
    expect(readSettingsFile('{"theme": "dark"}')).toEqual({ theme: 'dark' })
  })
  it.each(['', '[]', '3', '{'])('is refused if it is %j', (text) => {
    expect(() => readSettingsFile(text)).toThrow(RangeError)
  })
  it('changes only what differs, and leaves what it does not name', () => {
    expect(changesBetween({ a: 1, b: [2], c: 3 }, { a: 1, b: [2, 3], d: 4 })).toEqual([
      { name: 'b', before: [2], after: [2, 3] },
      { name: 'd', before: null, after: 4 },
    ])
  })
})

describe('zonesWith', () => {
  it('offers every zone, and the one that is set though it is not listed', () => {
    expect(zonesWith('')).toContain('Europe/Berlin')
    expect(zonesWith('')).toContain('UTC')
    expect(zonesWith('US/Eastern')).toContain('US/Eastern')
    expect(zonesWith('UTC').filter((zone) => zone === 'UTC')).toHaveLength(1)
  })
})
