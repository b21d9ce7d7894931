import { createPinia, setActivePinia } from 'pinia'
import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'
import { defineComponent } from 'vue'
import { createMemoryHistory, createRouter, type Router } from 'vue-router'

import { useFilters } from '@/pages/activity/useFilters'
import { useHosts } from '@/pages/activity/useHosts'

let router: Router

/** What a composable gives while the page of an address is shown. */
async function at<Given>(address: string, use: () => Given): Promise<Given> {
  let given: Given | undefined
  const page = defineComponent({
    setup() {
      given = use()
      return () => null
    },
  })
  router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/activity/:hosts?/:length?/:date?', name: 'activity', component: page }],
  })
  await router.push(address)
  mount(page, { global: { plugins: [router] } })
  await flushPromises()
  if (given === undefined) throw new Error('nothing was set up')
  return given
}

beforeEach(() => {
  setActivePinia(createPinia())
})

describe('filters', () => {
  it('are the usual ones where the address says nothing', async () => {
    const { filters, count } = await at('/activity/all/day/2026-06-10', useFilters)
    expect(filters.value).toEqual({
      filterAfk: true,
      includeAudible: true,
      includeManual: true,
      category: [],
    })
    expect(count.value).toBe(0)
  })

  it('are read from the address and counted', async () => {
    const { filters, count } = await at(
      '/activity/all/day/2026-06-10?away=counts&category=Work%3EProgramming',
      useFilters,
    )
    expect(filters.value).toMatchObject({ filterAfk: false, category: ['Work', 'Programming'] })
    expect(count.value).toBe(2)
  })

  it('are written to it, and leave the rest of it alone', async () => {
    const { set } = await at('/activity/all/day/2026-06-10?view=window&audible=no', useFilters)
    set({ category: ['Work', 'Mail'], includeAudible: true })
    await flushPromises()
    expect(router.currentRoute.value.query).toEqual({ view: 'window', category: 'Work > Mail' })
    expect(router.currentRoute.value.params).toMatchObject({ length: 'day', date: '2026-06-10' })
  })
})

describe('devices', () => {
  it('are all where the address names none, and it is completed', async () => {
    const { hosts } = await at('/activity', useHosts)
    expect(hosts.value).toEqual([])
    expect(router.currentRoute.value.path).toMatch(/^\/activity\/all\/day\/\d{4}-\d\d-\d\d$/)
  })

  it('are several with commas between', async () => {
    const { hosts } = await at('/activity/laptop,desktop/day/2026-06-10', useHosts)
    expect(hosts.value).toEqual(['laptop', 'desktop'])
    hosts.value = ['laptop']
    await flushPromises()
    expect(router.currentRoute.value.path).toBe('/activity/laptop/day/2026-06-10')
    hosts.value = []
    await flushPromises()
    expect(router.currentRoute.value.path).toBe('/activity/all/day/2026-06-10')
  })
})
