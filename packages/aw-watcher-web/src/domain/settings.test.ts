import { describe, expect, it } from 'vitest'

import { DEFAULTS, faults, readSettings, serverAddress } from '@/domain/settings'

describe('settings', () => {
  it('are the defaults where nothing is stored, or nonsense', () => {
    expect(readSettings(undefined)).toEqual(DEFAULTS)
    expect(readSettings({ port: '1', include: 'x', recordIncognito: 1, host: null })).toEqual(DEFAULTS)
    expect(faults(DEFAULTS)).toEqual([])
  })

  it('are read as they were stored', () => {
    const settings = { ...DEFAULTS, host: 'desk', port: 1, exclude: ['a.com'], recordIncognito: true }
    expect(readSettings(structuredClone(settings))).toEqual(settings)
  })

  it.each([
    ['host', { host: '' }],
    ['host', { host: 'a b' }],
    ['host', { host: 'a/b' }],
    ['host', { host: 'a:5600' }],
    ['port', { port: 0 }],
    ['port', { port: 65_536 }],
    ['port', { port: NaN }],
    ['apiKey', { apiKey: 'schlüssel' }],
    ['browser', { browser: 'my browser' }],
    ['browser', { browser: 'fire_fox' }],
    ['hostname', { hostname: 'a/b' }],
  ])('finds the fault in %s: %o', (field, change) => {
    expect(faults({ ...DEFAULTS, ...change })).toEqual([field])
  })

  it.each([
    ['127.0.0.1', 'http://127.0.0.1:5600'],
    ['[::1]', 'http://[::1]:5600'],
    ['https://desk.example', 'https://desk.example:5600'],
  ])('make an address of %s', (host, address) => {
    expect(faults({ ...DEFAULTS, host })).toEqual([])
    expect(serverAddress({ ...DEFAULTS, host })).toBe(address)
  })
})
