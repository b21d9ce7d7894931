/** A query and its period in the page's address, so that it can be kept and sent to others. */

import { watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'

import { type Period, periodFromPath, periodToPath } from '@/domain/time/period'
import { pack, unpack } from '@/domain/transfer/packed'

/** A longer query is packed. */
const LONG = 400

/** @param show called with what the address holds: at first, and when another one is entered. */
export function useQueryAddress(show: (text: string | null, period: Period | null) => void) {
  const route = useRoute()
  const router = useRouter()

  async function read(): Promise<void> {
    const { q, z, length, date } = route.query
    const text = typeof q === 'string' ? q : typeof z === 'string' ? await unpack(z) : null
    show(text, periodFromPath(String(length ?? ''), String(date ?? '')))
  }
  watch(
    () => route.query,
    () => void read(),
    { immediate: true },
  )

  async function write(text: string, period: Period): Promise<void> {
    const written = text.length > LONG ? { z: await pack(text) } : { q: text }
    await router.replace({ query: { ...written, ...periodToPath(period) } })
  }

  return { write }
}
