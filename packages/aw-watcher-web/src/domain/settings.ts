/** What the user can set, with defaults that need no setting at all. */

export interface Settings {
  /** Name or address of the server; `https://` before it asks for TLS. */
  host: string
  port: number
  apiKey: string
  include: string[]
  exclude: string[]
  recordIncognito: boolean
  /** Empty: as detected. */
  browser: string
  /** Empty: as the server says. */
  hostname: string
}

export const DEFAULTS: Readonly<Settings> = {
  host: '127.0.0.1',
  port: 5600,
  apiKey: '',
  include: [],
  exclude: [],
  recordIncognito: false,
  browser: '',
  hostname: '',
}

const HIGHEST_PORT = 65_535
const HOST = /^(?:https?:\/\/)?(?:\[[0-9a-f:.]+\]|[\w.-]+)$/i
const NAME = /^[^\s/\p{Cc}]*$/u
const KEY = /^[\x20-\x7e]*$/

/** What can be wrong about settings, by field. */
export type Fault = 'host' | 'port' | 'apiKey' | 'browser' | 'hostname'

export function faults(settings: Settings): Fault[] {
  const { host, port, apiKey, browser, hostname } = settings
  const good: Record<Fault, boolean> = {
    host: HOST.test(host),
    port: Number.isInteger(port) && port > 0 && port <= HIGHEST_PORT,
    apiKey: KEY.test(apiKey),
    browser: NAME.test(browser) && !browser.includes('_'),
    hostname: NAME.test(hostname),
  }
  return (Object.keys(good) as Fault[]).filter((field) => !good[field])
}

/** Settings from what is stored: each field that is missing or of another type is its default. */
export function readSettings(stored: unknown): Settings {
  const found = typeof stored === 'object' && stored !== null ? (stored as Record<string, unknown>) : {}
  const text = (value: unknown, fallback: string) => (typeof value === 'string' ? value : fallback)
  const list = (value: unknown) =>
    Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []
  return {
    host: text(found['host'], DEFAULTS.host),
    port: typeof found['port'] === 'number' ? found['port'] : DEFAULTS.port,
    apiKey: text(found['apiKey'], DEFAULTS.apiKey),
    include: list(found['include']),
    exclude: list(found['exclude']),
    recordIncognito: found['recordIncognito'] === true,
    browser: text(found['browser'], DEFAULTS.browser),
    hostname: text(found['hostname'], DEFAULTS.hostname),
  }
}

/** Where the server is: `http://127.0.0.1:5600`. */
export function serverAddress({ host, port }: Settings): string {
  return `${/^https?:\/\//i.test(host) ? host : `http://${host}`}:${String(port)}`
}
