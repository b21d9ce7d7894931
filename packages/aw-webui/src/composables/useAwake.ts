/** Whether the silence of watchers means something: not right after the machine woke or the server came back. */

import { useIntervalFn } from '@vueuse/core'
import { storeToRefs } from 'pinia'
import { shallowRef, watch } from 'vue'

import { cameBack, isQuiet, opened, seenAt } from '@/domain/health/awake'
import { useServer } from '@/stores/server'

const PAUSE = 30_000

export function useAwake() {
  const { isReached } = storeToRefs(useServer())
  const awake = shallowRef(opened(Date.now()))
  useIntervalFn(() => (awake.value = seenAt(Date.now(), awake.value)), PAUSE)
  watch(isReached, (reached) => {
    if (reached) awake.value = cameBack(Date.now())
  })
  return { isQuietAt: (moment: number) => isQuiet(moment, awake.value) }
}
