/** Whose time a page asks for, and what of it counts: devices, stopwatches, categories, and the person's settings. */

import { computed, type ComputedRef, type MaybeRefOrGetter, toValue } from 'vue'

import { chosenDevices, type Device, paramsOf } from '@/domain/devices'
import type { Scope } from '@/domain/queries'
import { useBuckets } from '@/stores/buckets'
import { useCategories } from '@/stores/categories'
import { useSettings } from '@/stores/settings'

export interface ScopeOptions {
  /** Host names; all devices if empty or absent. */
  hosts?: readonly string[]
  /** Leave out the time nobody was there; yes if it is not said. */
  filterAfk?: boolean
  /** Count time with a sounding tab as someone being there; yes if it is not said. */
  includeAudible?: boolean
  /** Count stopwatches and entries made by hand; yes if it is not said. */
  includeManual?: boolean
  /** Keep only these categories and what stands below them; all if empty or absent. */
  within?: readonly (readonly string[])[]
}

/** The devices asked for, of those of which activity can be told. */
export function useChosenDevices(
  hosts: MaybeRefOrGetter<readonly string[] | undefined>,
): ComputedRef<Device[]> {
  const buckets = useBuckets()
  return computed(() => chosenDevices(buckets.activeDevices, toValue(hosts)))
}

export function useScope(options: MaybeRefOrGetter<ScopeOptions> = {}): ComputedRef<Scope> {
  const buckets = useBuckets()
  const categories = useCategories()
  const settings = useSettings()
  const devices = useChosenDevices(() => toValue(options).hosts)

  return computed(() => {
    const { filterAfk = true, includeAudible = true, includeManual = true, within = [] } = toValue(options)
    const counting = {
      classes: categories.classes,
      filterAfk,
      includeAudible,
      alwaysActive: settings.values.always_active_pattern,
    }
    return {
      devices: devices.value.flatMap((device) => paramsOf(device, counting) ?? []),
      manual: includeManual ? buckets.stopwatchIds : [],
      classes: categories.classes,
      filterClasses: categories.withDescendants(within),
    }
  })
}
