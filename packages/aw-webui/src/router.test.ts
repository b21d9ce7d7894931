import { afterAll, describe, expect, it, vi } from 'vitest'

import { router } from '@/router'

vi.mock('@/pages/activity/ActivityPage.vue', () => ({ default: { template: '<p />' } }))
vi.mock('@/pages/trends/TrendsPage.vue', () => ({ default: { template: '<p />' } }))

afterAll(() => router.push('/nowhere'))

describe('an address', () => {
  it.each([
    ['/activity', 'activity'],
    ['/activity/all/week', 'activity'],
    ['/activity/all/day/2026-06-10', 'activity'],
    ['/activity/all/range/2026-06-01..2026-06-09', 'activity'],
    ['/trends/month/2026-06-10', 'trends'],
    ['/activity/all/day/2026-13-45', 'missing'],
    ['/activity/all/foo/2026-06-10', 'missing'],
    ['/activity/all/foo', 'missing'],
    ['/trends/foo/bar', 'missing'],
    ['/trends/range/2026-06-09..2026-06-01', 'missing'],
  ])('%s shows %s, and never another period', async (address, name) => {
    await router.push(address)
    expect(router.currentRoute.value.name).toBe(name)
    expect(router.currentRoute.value.path).toBe(address)
  })
})
