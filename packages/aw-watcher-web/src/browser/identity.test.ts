import { expect, it, vi } from 'vitest'

import { thisBrowser } from '@/browser/identity'

function browser(tabs: object[], product: string | null = null): void {
  const runtime = product === null ? {} : { getBrowserInfo: () => Promise.resolve({ name: product }) }
  vi.stubGlobal('chrome', { runtime, tabs: { query: () => Promise.resolve(tabs) } })
  vi.stubGlobal('navigator', { userAgent: 'Mozilla/5.0 Chrome/156.0.0.0 Safari/537.36' })
}

it('is not sure of the name before there is a tab, which alone tells Vivaldi from Chrome', async () => {
  browser([])
  expect(await thisBrowser()).toEqual({ browser: 'chrome', isSure: false })
  browser([{ id: 1, vivExtData: '{}' }])
  expect(await thisBrowser()).toEqual({ browser: 'vivaldi', isSure: true })
  browser([{ id: 1 }])
  expect(await thisBrowser()).toEqual({ browser: 'chrome', isSure: true })
})

it('is sure of a browser that says its own name', async () => {
  browser([], 'LibreWolf')
  expect(await thisBrowser()).toEqual({ browser: 'librewolf', isSure: true })
})
