/** Messages that were hidden for a while, kept in this browser. */

import { useLocalStorage, useNow } from '@vueuse/core'

import { ownValue } from '@/domain/record'

const HOUR = 3_600_000

/** @param name of the place in the browser's storage. */
export function useHidden(name: string) {
  /** Key of what is hidden to when that ends, milliseconds since 1970. */
  const until = useLocalStorage<Record<string, number>>(name, {})
  const now = useNow({ interval: 60_000 })

  function isHidden(key: string): boolean {
    return (ownValue(until.value, key) ?? 0) > now.value.getTime()
  }
  function hide(key: string): void {
    const present = Date.now()
    const kept = Object.entries(until.value).filter(([, end]) => end > present)
    until.value = { ...Object.fromEntries(kept), [key]: present + HOUR }
  }
  return { isHidden, hide }
}
