/** Where a page is: the same page has many addresses, and here each place is written in one way. */

import { readableHost } from '@/domain/punycode'
import { LONGEST_TEXT } from '@/domain/tab'

/** What of an address is the page's own: all of it, its beginning (it was cut), or its site alone. */
export type Knowledge = 'all' | 'beginning' | 'site'

/**
 * One place, with letters instead of their codes (`privé` for `priv%C3%A9`).
 *
 * Servers take `//private` and `/x/..%2fprivate` for `/private`: such a path is there as it is, and as that.
 */
export interface Place {
  /** For expressions to search: as the browser wrote it, with codes in upper and in lower case, and readable. */
  texts: readonly string[]
  /** `https://example.com:8080/path?query#fragment`, without a user, the scheme's own port or the dot after the host. */
  wholes: readonly string[]
  /** In lower case, as people read it; empty where there is none. */
  host: string
  /** The scheme's own if the address names none. */
  port: string
  /** With query and fragment. */
  paths: readonly string[]
  knows: Knowledge
}

/** What is known of where a page is. */
export interface Whereabouts {
  /** The address itself, and those it wraps. */
  places: readonly Place[]
  /** Whether all are known. */
  isTold: boolean
}

/** The ports that addresses leave out, by scheme. */
export const OWN_PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443', 'ftp:': '21' }

/** A page of these is nothing else, whatever stands further on in its address. */
const PLAIN = /^(?:https?|ftp|file|data|javascript):/i
/** A page of these is another one, shown in another way. */
const WRAPPING = /^(?:about:reader\b|blob:|filesystem:|read:|chrome-distiller:)/i
/** These say of which site they are, and nothing of the page. */
const WITHOUT_PATH = /^(?:blob|filesystem):/i
const WRAPPED = /(?:https?|ftp|file):\/\/.*/is
/** Pages of extensions may name another page without its scheme. */
const OF_EXTENSION = /^[a-z-]+-extension:\/\/[^/?#]*\/?/i
const HOST_IN_PATH = /^\/|^[^/]+[.:][^/]+\//
const NAME_OF_PARAMETER = /^[^=/]*=/
/** A character in UTF-8, by its bytes. */
const CODES =
  /%[0-7][\da-f]|%[cd][\da-f]%[89ab][\da-f]|%e[\da-f](?:%[89ab][\da-f]){2}|%f[0-4](?:%[89ab][\da-f]){3}/gi
/** How often one address may be encoded within another. */
const DEEPEST = 3

export function whereIs(address: string): Whereabouts {
  const url = address.slice(0, LONGEST_TEXT)
  const knows = address.length < LONGEST_TEXT ? 'all' : 'beginning'
  const own = url.replace(/^(?:view-source:)+/i, '')
  const inner = wrappedIn(own)
  const knowsInner = WITHOUT_PATH.test(own) ? 'site' : knows
  const addresses = [...new Set([url, own])].map((one) => placeOf(one, knows))
  const places = [...addresses, ...inner.map((one) => placeOf(one, knowsInner))]
  const known = places.filter((place) => place !== null)
  const isTold = known.length === places.length && (inner.length > 0 || !WRAPPING.test(own))
  return { places: known, isTold }
}

/** Letters instead of their codes, wherever these are letters. */
export function readable(text: string): string {
  return text.replace(CODES, letterOf).normalize('NFC')
}

/** The address as a URL; null where it is none. `URL.parse` is newer than some browsers. */
export function parse(address: string): URL | null {
  try {
    return new URL(address)
  } catch {
    return null
  }
}

function placeOf(address: string, knows: Knowledge): Place | null {
  const url = parse(address)
  if (url === null) return null
  const host = readableHost(url.hostname.toLowerCase().replace(/\.$/, ''))
  const after = readable(url.search + url.hash)
  const paths = unique([readable(url.pathname), resolved(readable(url.pathname))]).map((path) => path + after)
  const port = url.port === '' ? '' : `:${url.port}`
  const wholes =
    host === '' ? [readable(url.href)] : paths.map((path) => `${url.protocol}//${host}${port}${path}`)
  const spelled = [address, address.replace(CODES, upper), address.replace(CODES, lower)]
  return {
    texts: unique([...spelled, ...wholes]),
    wholes,
    host,
    port: url.port || (OWN_PORTS[url.protocol] ?? ''),
    paths,
    knows,
  }
}

/** A path with one slash in place of many, and without dots that lead elsewhere. */
function resolved(path: string): string {
  const [root, ...parts] = path.split(/[/\\]+/)
  if (root !== '') return path
  const kept: string[] = []
  for (const part of parts) {
    if (part === '..') kept.pop()
    else if (part !== '.') kept.push(part)
  }
  const isFolder = ['.', '..'].includes(parts.at(-1) ?? '') && kept.length > 0
  return `/${kept.join('/')}${isFolder ? '/' : ''}`
}

function unique(texts: string[]): string[] {
  return [...new Set(texts)]
}

function upper(codes: string): string {
  return codes.toUpperCase()
}

function lower(codes: string): string {
  return codes.toLowerCase()
}

/** The addresses within one: of a source, of a reader's view, of a viewer that an extension brings. */
function wrappedIn(address: string): string[] {
  if (PLAIN.test(address)) return []
  const found = new Set<string>()
  let parts = [address, ...address.split(/[?&#]/)]
  let bare = OF_EXTENSION.test(address) ? partsOfExtension(address.replace(OF_EXTENSION, '')) : []
  for (let depth = 0; depth <= DEEPEST; depth++) {
    for (const part of parts) found.add(WRAPPED.exec(part)?.[0] ?? '')
    for (const guess of bare.flatMap(withScheme)) found.add(guess)
    parts = parts.map(readable)
    bare = bare.map(readable)
  }
  found.delete('')
  return [...found]
}

/** What may be an address in that of an extension; its path is one of its own files, unless a host stands in it. */
function partsOfExtension(address: string): string[] {
  const [path = '', ...values] = address.split(/[?&#]/)
  return HOST_IN_PATH.test(readable(path)) ? [path, ...values] : values
}

/** What a text means if it is an address without a scheme: `secret.example/a`, `//secret.example/a`. */
function withScheme(text: string): string[] {
  const bare = text.replace(NAME_OF_PARAMETER, '').replace(/^[/\\]+/, '')
  if (WRAPPED.test(bare) || !/[.:/]|^localhost$/.test(bare)) return []
  return ['https', 'http'].map((scheme) => `${scheme}://${bare}`).filter((guess) => parse(guess) !== null)
}

function letterOf(codes: string): string {
  try {
    return decodeURIComponent(codes)
  } catch {
    return codes
  }
}
