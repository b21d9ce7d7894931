/** The server behind these pages: who it is, whether it answers, and how its database is. */

import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'

import { getHealth, getInfo, onReach, onRefusal, type ServerInfo } from '@/api'
import type { ServerHealth } from '@/domain/health/store'

export const useServer = defineStore('server', () => {
  const info = shallowRef<ServerInfo | null>(null)
  const health = shallowRef<ServerHealth | null>(null)
  /** Whether `health` was asked for; an older server does not tell. */
  const isHealthAsked = ref(false)
  /** Whether the last request reached it. */
  const isReached = ref(true)
  onReach((reached) => (isReached.value = reached))
  /** That it asks for a key, and whether it refused one; null while it does not ask. */
  const refusal = shallowRef<{ hadKey: boolean } | null>(null)
  onRefusal((hadKey) => (refusal.value = { hadKey }))

  async function load(): Promise<void> {
    info.value = await getInfo()
  }
  async function loadHealth(): Promise<void> {
    try {
      health.value = await getHealth()
    } finally {
      isHealthAsked.value = true
    }
  }
  return { info, health, isHealthAsked, isReached, refusal, load, loadHealth }
})
