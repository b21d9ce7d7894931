/** Amounts of data as people read them. */

import { formatNumber } from '@/domain/time/format'

const UNITS = ['B', 'kB', 'MB', 'GB']

/** `154 MB`, `1.2 GB`, or `1,2 GB` as the locale has it, `830 B`. */
export function formatBytes(bytes: number, locale: string | undefined): string {
  let value = bytes
  let unit = 0
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000
    unit += 1
  }
  const isSmall = value < 9.95 && unit > 0
  return `${formatNumber(value, locale, isSmall ? 1 : 0, true)} ${UNITS[unit]}`
}
