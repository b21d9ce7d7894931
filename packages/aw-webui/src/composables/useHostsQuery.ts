/** The devices that a page shows, kept in its address: `?hosts=laptop,desktop`; all if it names none. */

import { computed, type WritableComputedRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'

export function useHostsQuery(): WritableComputedRef<string[]> {
  const route = useRoute()
  const router = useRouter()
  return computed({
    get: () => {
      const { hosts } = route.query
      return typeof hosts === 'string' ? hosts.split(',').filter(Boolean) : []
    },
    set: (hosts) => {
      void router.replace({ query: { ...route.query, hosts: hosts.join(',') || undefined } })
    },
  })
}
