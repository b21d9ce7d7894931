/** Amounts of data as people read them. */

const UNITS = ['B', 'kB', 'MB', 'GB']

/** `154 MB`, `1.2 GB`, `830 B`. */
export function formatBytes(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000
    unit += 1
  }
  return `${value < 9.95 && unit ? value.toFixed(1) : Math.round(value)} ${UNITS[unit]}`
}
