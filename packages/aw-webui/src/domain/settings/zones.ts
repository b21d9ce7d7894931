/** The time zones one can choose. */

/** IANA names the browser knows, with one that is set though it is not listed. */
export function zonesWith(current: string): string[] {
  const known = Intl.supportedValuesOf('timeZone')
  const all = known.includes('UTC') ? known : [...known, 'UTC']
  return current && !all.includes(current) ? [current, ...all] : all
}
