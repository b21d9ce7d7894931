/** Host names as an address has them: with commas between, `all` for every device. */

export const ALL_HOSTS = 'all'

/** A comma in a name, or a name that is `all`, is written in such a way that it is read as it was. */
export function hostsToText(hosts: readonly string[]): string {
  return hosts
    .map((host) => (host === ALL_HOSTS ? '%61ll' : host.replace(/[%,]/g, encodeURIComponent)))
    .join(',')
}

/** The names; none for all devices. */
export function hostsFromText(text: string): string[] {
  return text === ALL_HOSTS ? [] : text.split(',').filter(Boolean).map(decoded)
}

/** What was written by hand may have a `%` that begins nothing. */
function decoded(host: string): string {
  try {
    return decodeURIComponent(host)
  } catch {
    return host
  }
}
