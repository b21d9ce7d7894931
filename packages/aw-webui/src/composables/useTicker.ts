/** The time, second by second, only while someone looks and something runs. */

import { useDocumentVisibility, useIntervalFn } from '@vueuse/core'
import { type MaybeRefOrGetter, shallowRef, toValue, watchEffect, type ShallowRef } from 'vue'

const SECOND = 1000

/** @param isNeeded whether anything on the page depends on the seconds. */
export function useTicker(isNeeded: MaybeRefOrGetter<boolean>): Readonly<ShallowRef<number>> {
  const now = shallowRef(Date.now())
  const visibility = useDocumentVisibility()
  const tick = () => (now.value = Date.now())
  const { pause, resume } = useIntervalFn(tick, SECOND, { immediate: false })
  watchEffect(() => {
    if (visibility.value === 'visible' && toValue(isNeeded)) {
      tick()
      resume()
    } else pause()
  })
  return now
}
