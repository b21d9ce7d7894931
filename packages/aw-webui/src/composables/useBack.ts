/** What lies over a page is what the browser's Back closes: the page beneath stays. */

import { onScopeDispose, type Ref, watch } from 'vue'
import type { Router, RouterHistory } from 'vue-router'

/** What is open now, the uppermost last. */
const overlays: (() => void)[] = []

/** How far the browser goes in its history at the moment; 0 for an address that was typed, null if it does not. */
let steps: number | null = null

/** While it is open, Back closes it. */
export function useClosedByBack(open: Ref<boolean>): void {
  const close = () => (open.value = false)
  const forget = () => {
    const place = overlays.indexOf(close)
    if (place >= 0) overlays.splice(place, 1)
  }
  watch(
    open,
    (isOpen) => {
      forget()
      if (isOpen) overlays.push(close)
    },
    { immediate: true, flush: 'sync' },
  )
  onScopeDispose(forget)
}

/**
 * Close the uppermost overlay if the browser goes through its history: for guards of the router.
 *
 * @returns whether the page has to stay; not where an address was typed.
 */
export function closedByBack(): boolean {
  const close = overlays.at(-1)
  if (steps === null || !close) return false
  close()
  return steps !== 0
}

/** To be called before the router listens itself. */
export function watchBack(history: RouterHistory, router: Router): void {
  history.listen((_to, _from, { delta }) => (steps = delta))
  router.beforeEach(() => !closedByBack())
  router.afterEach(() => (steps = null))
}
