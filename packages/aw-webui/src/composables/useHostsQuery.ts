/** The devices that a page shows, kept in its address: `?hosts=laptop,desktop`; all if it names none. */

import { computed, type WritableComputedRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'

import { hostsFromText, hostsToText } from '@/domain/hosts'

export function useHostsQuery(): WritableComputedRef<string[]> {
  const route = useRoute()
  const router = useRouter()
  return computed({
    get: () => {
      const { hosts } = route.query
      return typeof hosts === 'string' ? hostsFromText(hosts) : []
    },
    set: (hosts) => {
      void router.replace({ query: { ...route.query, hosts: hostsToText(hosts) || undefined } })
    },
  })
}
