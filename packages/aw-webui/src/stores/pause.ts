/** Whether the server is paused, and pausing and resuming it. */

import { defineStore } from 'pinia'
import { shallowRef } from 'vue'

import { beginPause, endPause, getPause } from '@/api'
import type { NewPause, ServerPause } from '@/domain/pause/pause'

export const usePause = defineStore('pause', () => {
  /** Null before it is known, and of an older server that knows no pauses. */
  const pause = shallowRef<ServerPause | null>(null)

  async function load(): Promise<void> {
    pause.value = await getPause()
  }
  async function begin(wanted: NewPause): Promise<void> {
    pause.value = await beginPause(wanted)
  }
  async function end(): Promise<void> {
    pause.value = await endPause()
  }
  return { pause, load, begin, end }
})
