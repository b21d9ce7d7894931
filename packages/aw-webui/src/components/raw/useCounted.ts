/** How many there are of something, in words: `1 event`, `1,204 events`. */

import { useI18n } from 'vue-i18n'

import { useSettings } from '@/stores/settings'

export function useCounted() {
  const { t } = useI18n()
  const settings = useSettings()

  /** @param count undefined while it is not known. */
  return (what: 'events' | 'buckets' | 'devices', count: number | undefined): string => {
    const number = new Intl.NumberFormat(settings.place.locale)
    const MANY = 2
    return t(`raw.count.${what}`, { count: count === undefined ? '…' : number.format(count) }, count ?? MANY)
  }
}
