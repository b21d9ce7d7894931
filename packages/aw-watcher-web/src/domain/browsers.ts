/** Which browser this is, by the names under which queries look for its tabs. */

/** The names that queries know, as in `aw-watcher-web-<name>_<host>`; a name that holds one of them counts too. */
export const KNOWN = [
  'chrome',
  'firefox',
  'opera',
  'brave',
  'edge',
  'arc',
  'vivaldi',
  'orion',
  'yandex',
  'zen',
  'floorp',
  'librewolf',
  'waterfox',
  'safari',
] as const

/** What browsers tell of themselves. */
export interface Traits {
  /** Names from `navigator.userAgentData.brands`; empty in Firefox. */
  brands: readonly string[]
  userAgent: string
  /** From `runtime.getBrowserInfo()`, which Firefox and its kin have. */
  product: string | null
  /** Vivaldi says it is Chrome, but its tabs have a field of their own. */
  isVivaldi: boolean
}

const BRANDS: readonly [RegExp, string][] = [
  [/brave/i, 'brave'],
  [/edge/i, 'edge'],
  [/opera/i, 'opera'],
  [/vivaldi/i, 'vivaldi'],
  [/ya(?:ndex|browser)/i, 'yandex'],
  [/^arc$/i, 'arc'],
]

const AGENTS: readonly [RegExp, string][] = [
  [/\bEdg\w*\//, 'edge'],
  [/\bOPR\//, 'opera'],
  [/\bYaBrowser\//, 'yandex'],
  [/\bVivaldi\//, 'vivaldi'],
  [/\bOrion\//, 'orion'],
  [/(?:Chrome|Chromium)\//, 'chrome'],
  [/\bSafari\//, 'safari'],
  [/\bFirefox\//, 'firefox'],
]

/** The name of this browser. Chromium is `chrome`: queries have its windows under that name. */
export function detectBrowser(traits: Traits): string {
  if (traits.product !== null) return KNOWN.find((name) => isIn(name, traits.product ?? '')) ?? 'firefox'
  if (traits.isVivaldi) return 'vivaldi'
  const brand = BRANDS.find(([pattern]) => traits.brands.some((name) => pattern.test(name)))
  const agent = AGENTS.find(([pattern]) => pattern.test(traits.userAgent))
  return brand?.[1] ?? agent?.[1] ?? 'chrome'
}

/** Whether queries find the tabs of a bucket with this name. */
export function isKnown(name: string): boolean {
  return KNOWN.some((known) => isIn(known, name))
}

/** The id of the bucket for a browser on a host. */
export function bucketId(browser: string, hostname: string): string {
  return `aw-watcher-web-${browser}_${hostname}`
}

function isIn(known: string, name: string): boolean {
  return name.toLowerCase().includes(known)
}
