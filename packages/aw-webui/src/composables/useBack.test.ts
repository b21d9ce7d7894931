import { afterEach, beforeEach, expect, test } from 'vitest'
import { effectScope, type EffectScope, ref } from 'vue'
import { createMemoryHistory, createRouter, type Router } from 'vue-router'

import { useClosedByBack, watchBack } from '@/composables/useBack'

let router: Router
let scope: EffectScope

beforeEach(async () => {
  const history = createMemoryHistory()
  router = createRouter({ history, routes: [{ path: '/:page', component: {} }] })
  watchBack(history, router)
  scope = effectScope()
  for (const path of ['/first', '/second']) await router.push(path)
})

afterEach(() => scope.stop())

function opened() {
  const open = ref(true)
  scope.run(() => useClosedByBack(open))
  return open
}

/** Go back, and wait until the page is settled. */
async function back(): Promise<string> {
  const settled = new Promise<void>((resolve) => {
    const stop = router.afterEach(() => {
      stop()
      resolve()
    })
  })
  router.back()
  await settled
  return router.currentRoute.value.path
}

test('Back closes what is open, the uppermost first, and leaves the page only then', async () => {
  const [below, above] = [opened(), opened()]
  expect(await back()).toBe('/second')
  expect([below.value, above.value]).toEqual([true, false])
  expect(await back()).toBe('/second')
  expect(below.value).toBe(false)
  expect(await back()).toBe('/first')
})

test('a link goes its way while something is open, also after Back closed something', async () => {
  const [below] = [opened(), opened()]
  await back()
  await router.push('/third')
  expect(router.currentRoute.value.path).toBe('/third')
  expect(below.value).toBe(true)
})

test('what was closed or taken away keeps no page', async () => {
  opened().value = false
  opened()
  scope.stop()
  expect(await back()).toBe('/first')
})
