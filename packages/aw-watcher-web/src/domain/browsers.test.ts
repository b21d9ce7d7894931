import { describe, expect, it } from 'vitest'

import { bucketId, detectBrowser, isKnown, KNOWN, type Traits } from '@/domain/browsers'

const CHROME =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36'
const NOTHING: Traits = { brands: [], userAgent: '', product: null, isVivaldi: false }

describe('detectBrowser', () => {
  it.each<[string, Partial<Traits>]>([
    ['chrome', { brands: ['Chromium', 'Google Chrome', 'Not;A=Brand'], userAgent: CHROME }],
    ['chrome', { brands: ['Chromium', 'Not;A=Brand'], userAgent: CHROME }],
    ['chrome', { userAgent: CHROME.replace('Chrome/', 'HeadlessChrome/') }],
    ['edge', { brands: ['Chromium', 'Microsoft Edge'], userAgent: `${CHROME} Edg/140.0` }],
    ['edge', { userAgent: `${CHROME} Edg/140.0` }],
    ['brave', { brands: ['Brave', 'Chromium'], userAgent: CHROME }],
    ['opera', { brands: ['Opera GX', 'Chromium'], userAgent: `${CHROME} OPR/120.0` }],
    ['yandex', { brands: ['YaBrowser', 'Chromium'], userAgent: `${CHROME} YaBrowser/25.0` }],
    ['vivaldi', { brands: ['Chromium', 'Google Chrome'], userAgent: CHROME, isVivaldi: true }],
    ['firefox', { product: 'Firefox', userAgent: 'Mozilla/5.0 Gecko/20100101 Firefox/140.0' }],
    ['zen', { product: 'Zen' }],
    ['librewolf', { product: 'LibreWolf' }],
    ['floorp', { product: 'Floorp' }],
    ['waterfox', { product: 'Waterfox' }],
    ['firefox', { product: 'Some Fork' }],
    ['safari', { userAgent: 'Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15' }],
    ['chrome', {}],
  ])('%s', (name, traits) => {
    expect(detectBrowser({ ...NOTHING, ...traits })).toBe(name)
  })

  it('gives buckets the names that queries look for', () => {
    expect(bucketId('firefox', 'laptop')).toBe('aw-watcher-web-firefox_laptop')
    expect(KNOWN.every(isKnown)).toBe(true)
    expect(isKnown('firefox-work')).toBe(true)
    expect(isKnown('chromium')).toBe(false)
  })
})
