/** Keeps the pause of the server in view: asked now and then, whenever the page is looked at again, and when it ends. */

import { useIntervalFn, useTimeoutFn } from '@vueuse/core'
import { storeToRefs } from 'pinia'
import { computed, watch } from 'vue'

import { useLookedAgain } from '@/composables/useLookedAgain'
import { usePause } from '@/stores/pause'
import { useServer } from '@/stores/server'

/** How often it is asked, in milliseconds: a schedule or another program may have begun or ended it. */
const EVERY = 15_000

/** The longest that a browser's timer can wait. */
const LONGEST_TIMER = 2 ** 31 - 1

export function usePauseWatch() {
  const store = usePause()
  const { pause } = storeToRefs(store)
  const { isReached } = storeToRefs(useServer())
  const look = () => void store.load().catch(() => undefined)

  useIntervalFn(look, EVERY, { immediateCallback: true })
  useLookedAgain(look)
  watch(isReached, (reached) => {
    if (reached) look()
  })
  const left = computed(() => {
    const until = pause.value?.until
    return Math.min(LONGEST_TIMER, until ? Math.max(0, Date.parse(until) - Date.now()) + 500 : LONGEST_TIMER)
  })
  const ending = useTimeoutFn(look, left, { immediate: false })
  watch(pause, () => {
    ending.stop()
    if (pause.value?.until) ending.start()
  })
  return { pause }
}
