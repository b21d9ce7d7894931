/** The devices that a page shows, kept in its address: `all`, or names with commas between. */

import { computed, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'

import { ALL_HOSTS, hostsFromText, hostsToText } from '@/domain/hosts'
import { currentPeriod, periodToPath } from '@/domain/time/period'
import { useSettings } from '@/stores/settings'

export function useHosts() {
  const route = useRoute()
  const router = useRouter()
  const settings = useSettings()

  const hosts = computed({
    get: () => hostsFromText(String(route.params['hosts'] ?? '')),
    set: (chosen) =>
      void router.push({
        params: { ...route.params, hosts: hostsToText(chosen) || ALL_HOSTS },
        query: route.query,
      }),
  })

  /** The parts of an address stand in an order: without devices there could be no date in it. */
  watch(
    () => [route.name, route.params['hosts'], route.params['length'], route.params['date']] as const,
    ([name, ...parts]) => {
      if (name !== 'activity' || parts.every(Boolean)) return
      const period = periodToPath(currentPeriod('day', settings.calendar))
      const given = Object.fromEntries(Object.entries(route.params).filter(([, value]) => value))
      void router.replace({ params: { hosts: ALL_HOSTS, ...period, ...given }, query: route.query })
    },
    { immediate: true },
  )
  return { hosts }
}
