/** What a page about a period of some devices begins with: both from its address, and the events behind a number. */

import { useHostsQuery } from '@/composables/useHostsQuery'
import { useOpened } from '@/composables/useOpened'
import { usePeriod } from '@/composables/usePeriod'
import type { Where } from '@/domain/queries/behind'
import type { Interval } from '@/domain/time/calendar'
import type { Length } from '@/domain/time/period'

/** A number whose events are to be shown. */
interface OpenedNumber {
  interval: Interval
  where: Where
  /** Of the `$category` itself, without what stands below it. */
  exact?: boolean
  title: string
}

/** @param usual the length of the period where the address names none. */
export function usePeriodPage(usual: Length) {
  const { period, show, showLength, showToday } = usePeriod(usual)
  const hosts = useHostsQuery()
  /** For the events of PeriodRow. */
  const steps = { show, length: showLength, today: showToday }
  return { period, hosts, show, steps, ...useOpened<OpenedNumber>() }
}
