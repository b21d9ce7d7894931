import { afterEach, describe, expect, it, vi } from 'vitest'

import { isFetchFailure, reloadOnce } from '@/composables/useFreshPages'

afterEach(() => {
  vi.unstubAllGlobals()
  sessionStorage.clear()
})

function serve(isThere: boolean) {
  vi.stubGlobal('fetch', async () => {
    if (!isThere) throw new TypeError('Failed to fetch')
    return new Response('')
  })
  return vi.spyOn(location, 'reload').mockImplementation(() => undefined)
}

describe('reloadOnce', () => {
  it('loads the page again with the address that was wanted, and not over and over', async () => {
    const reload = serve(true)
    expect(await reloadOnce('/trends')).toBe(true)
    expect(location.hash).toBe('#/trends')
    expect(await reloadOnce('/trends')).toBe(false)
    expect(reload).toHaveBeenCalledTimes(1)
  })

  it('leaves the page as it is while the server is away', async () => {
    const reload = serve(false)
    expect(await reloadOnce('/trends')).toBe(false)
    expect(reload).not.toHaveBeenCalled()
  })
})

describe('isFetchFailure', () => {
  it.each([
    'Failed to fetch dynamically imported module: http://localhost/assets/A.js',
    'error loading dynamically imported module: http://localhost/assets/A.js',
    'Importing a module script failed.',
    'Unable to preload CSS for /assets/A.css',
  ])('knows %s', (message) => {
    expect(isFetchFailure(new TypeError(message))).toBe(true)
  })
  it('is not any other error', () => {
    expect(isFetchFailure(new TypeError('x is undefined'))).toBe(false)
  })
})
