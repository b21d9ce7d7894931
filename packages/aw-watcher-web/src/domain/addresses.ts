/** The user's patterns of addresses: which pages are recorded at all. */

import { mayHang } from '@/domain/backtracking'
import {
  OWN_PORTS,
  parse,
  readable,
  whereIs,
  type Knowledge,
  type Place,
  type Whereabouts,
} from '@/domain/places'
import { readableHost } from '@/domain/punycode'

/** What keeps a pattern from being used: nobody can tell what it means, or its search might never end. */
export type PatternFault = 'unclear' | 'slow'

/** A pattern that cannot be used, by its number in the list (from 1). */
export interface WrongPattern {
  line: number
  pattern: string
  fault: PatternFault
}

/** Whether a place is meant; null where that cannot be told. */
type Test = (place: Place) => boolean | null

const EXPRESSION = /^\/(.+)\/(i?)$/
const WITH_SCHEME = /^[a-z*][a-z0-9+.*-]*:(?!\d)/i
/** `name:*` or `name:`, and perhaps a path: a host at any port, or a scheme. */
const AT_ANY_PORT = /^[^:/\\?#]+:\*?(?=$|[/\\?#])(?!\/\/)/
const WHOLE = /^([^:]+:)\/\/(?:[^/?#@]*@)?([^/?#]*)(.*)$/s
/** A scheme whose addresses begin with two slashes, without them. */
const WITHOUT_SLASHES = /^(?:https?|ftp|file):(?!\/?(?:$|\*)|\/\/)/i
const HOST_AND_PATH = /^([^/\\?#]*)(.*)$/s
const HOST_AND_PORT = /^(.*?)(?::([\d*]*))?$/s
/** `*.` or a dot: that host and those below it. */
const AT_OR_BELOW = /^(?:\*\.|\.+)(?=.)/
/** These are schemes, and not hosts at any port. */
const SCHEMES = [
  ...Object.keys(OWN_PORTS),
  'file:',
  'about:',
  'data:',
  'blob:',
  'chrome:',
  'javascript:',
  'view-source:',
]
const NOT_IN_HOST = /[\s<>@^|%\\]|^[^[]*:/
const HIGHEST_PORT = 65_535
const BARE_IPV6 = /^[\da-f]*:[\da-f.]*:[\da-f:.]*$/i

/**
 * Decides which addresses are recorded.
 *
 * A pattern is one of
 * - `example.com/private`: that host and those below it, the path by its beginning; `*` stands for anything; at any
 *   port, or at that of `example.com:8080/private`;
 * - `https://example.com/`, `file:`: the beginning of the whole address, `*` likewise;
 * - `/expression/` or `/expression/i`: a regular expression, found anywhere in the address.
 *
 * However an address is written, and if it wraps another (the source of a page, a reader's view), it is the page that
 * counts. Where that cannot be told, it is excluded, and not included. So it is with a wrong pattern: it keeps
 * everything from being recorded, so that no page slips through.
 */
export class AddressFilter {
  private readonly included: Test[] | null
  private readonly excluded: Test[]
  readonly wrong: WrongPattern[]

  constructor(include: readonly string[], exclude: readonly string[]) {
    this.wrong = [...wrongPatterns(include), ...wrongPatterns(exclude)]
    const tests = (patterns: readonly string[]) =>
      patterns.map(compile).filter((test) => typeof test === 'function')
    this.included = include.length > 0 ? tests(include) : null
    this.excluded = tests(exclude)
  }

  allows(url: string): boolean {
    if (this.wrong.length > 0) return false
    const where = whereIs(url)
    if (this.included !== null && !this.included.some((test) => isMeant(where, test) === true)) return false
    return this.excluded.every((test) => isMeant(where, test) === false)
  }
}

/** The patterns that cannot be used. */
export function wrongPatterns(patterns: readonly string[]): WrongPattern[] {
  return patterns.flatMap((pattern, index) => {
    const fault = compile(pattern)
    return typeof fault === 'string' ? [{ line: index + 1, pattern, fault }] : []
  })
}

/** The patterns in a text, one a line; empty lines and spaces around them count for nothing. */
export function readPatterns(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

function isMeant({ places, isTold }: Whereabouts, test: Test): boolean | null {
  return verdict([...places.map(test), isTold ? false : null])
}

/** Whether one of these says so; null where none does and not all can tell. */
function verdict(verdicts: (boolean | null)[]): boolean | null {
  if (verdicts.includes(true)) return true
  return verdicts.includes(null) ? null : false
}

function compile(pattern: string): Test | PatternFault {
  const expression = EXPRESSION.exec(pattern)
  if (expression) return compileExpression(expression[1] ?? '', expression[2] ?? '')
  if (!WITH_SCHEME.test(pattern) || BARE_IPV6.test(pattern)) return compileHost(pattern)
  const [name = ''] = pattern.split(':')
  const isHost = AT_ANY_PORT.test(pattern) && !SCHEMES.includes(`${name.toLowerCase()}:`)
  // No page has a scheme with a dot.
  if (name.includes('.')) return isHost ? compileHost(pattern) : 'unclear'
  return isHost ? either([compileHost(pattern), compileWhole(pattern)]) : compileWhole(pattern)
}

/** What one of these means; a fault where none can be used. */
function either(compiled: (Test | PatternFault)[]): Test | PatternFault {
  const tests = compiled.filter((test) => typeof test === 'function')
  return tests.length > 0 ? (place) => verdict(tests.map((test) => test(place))) : 'unclear'
}

/** The longer a text, the longer a search: only addresses that are known in whole, which are short, are searched. */
function compileExpression(source: string, flags: string): Test | PatternFault {
  try {
    const expression = new RegExp(source, flags)
    if (mayHang(source)) return 'slow'
    return ({ texts, knows }) => (knows === 'all' ? texts.some((text) => expression.test(text)) : null)
  } catch {
    return 'unclear'
  }
}

function compileWhole(pattern: string): Test | PatternFault {
  const [, scheme = '', site = '', path = ''] = WHOLE.exec(pattern) ?? []
  if (scheme === '')
    return WITHOUT_SLASHES.test(pattern) ? 'unclear' : beginning(readable(pattern), readable(pattern))
  const sites = sitesOf(scheme.toLowerCase(), site, path !== '')
  const tail = readable(path.replace(/^(?=[?#])/, '/'))
  return either(sites.map((start) => beginning(start, start + tail)))
}

/** @param start what stands of it before the path. */
function beginning(start: string, whole: string): Test {
  const [starts, wholes] = [pieces(start.toLowerCase()), pieces(whole.toLowerCase())]
  return (place) => {
    const texts = place.wholes.map((text) => text.toLowerCase())
    if (texts.some((text) => beginsLike(text, wholes))) return true
    if (place.knows === 'site') return texts.some((text) => beginsLike(text, starts)) ? null : false
    return texts.some((text) => isCutShort(place.knows, text, wholes)) ? null : false
  }
}

/**
 * Scheme, host and port of a pattern as places have them, which leave out a scheme's own port; none where there can be
 * no such place. Where nothing follows, host or port may be a mere beginning.
 */
function sitesOf(scheme: string, site: string, isComplete: boolean): string[] {
  const [name, port] = hostAndPort(site)
  const below = name.replace(AT_OR_BELOW, '')
  const hosts = (below === name ? [name] : [below, `*.${below}`]).map((host) =>
    siteHost(scheme, host, isComplete),
  )
  if (hosts.includes(null) || !isPort(port)) return []
  if (port === undefined) return hosts.map((host) => `${scheme}//${host ?? ''}`)
  const own = Object.entries(OWN_PORTS).filter(
    ([known, number]) => isLike(known, pieces(scheme)) && isLike(number, pieces(port || '*')),
  )
  const schemes = own.map(([known]) => known)
  return hosts.flatMap((host) => [
    `${scheme}//${host ?? ''}:${port}`,
    ...schemes.map((known) => `${known}//${host ?? ''}${isAny(port) && !isComplete ? '/' : ''}`),
  ])
}

function siteHost(scheme: string, host: string, isComplete: boolean): string | null {
  const isOfWeb = scheme in OWN_PORTS
  if (isComplete && isOfWeb && host === '') return null
  const own = isComplete ? readableHostOf(host) : host.split('.').map(readableLabel).join('.')
  if (own !== null && !NOT_IN_HOST.test(own)) return own
  return isOfWeb || NOT_IN_HOST.test(host) ? null : host
}

/** The port is undefined where none is named, and may be empty, as in `example.com:`. */
function hostAndPort(site: string): [string, string | undefined] {
  const [, name = '', port] = HOST_AND_PORT.exec(site) ?? []
  return [name, port?.replace(/^0+(?=.)/, '')]
}

function isPort(port: string | undefined): boolean {
  return !port || port.includes('*') || Number(port) <= HIGHEST_PORT
}

function isAny(port: string | undefined): boolean {
  return !port || port === '*'
}

function compileHost(pattern: string): Test | PatternFault {
  const [, site = '', rest = ''] = HOST_AND_PATH.exec(pattern) ?? []
  const [name, port] = hostAndPort(BARE_IPV6.test(site) ? `[${site}]` : site)
  const host = /\s/.test(site) ? null : readableHostOf(name.replace(/^.*@/s, '').replace(AT_OR_BELOW, ''))
  if (host === null || host === '' || !isPort(port)) return 'unclear'
  const hosts = pieces(host)
  const ports = pieces(port || '*')
  const paths = pieces(readable(/^[/\\]/.test(rest) ? `/${rest.slice(1)}` : `/${rest}`))
  return (place) => {
    if (!isLike(place.port, ports)) return false
    return isAtOrBelow(place.host, hosts) ? hasPath(place, paths) : false
  }
}

/** The host of a pattern as places have it; null where it is none. */
function readableHostOf(host: string): string | null {
  if (host.includes('*')) {
    const glob = host.replace(/\.$/, '').split('.').map(readableLabel).join('.')
    return NOT_IN_HOST.test(glob) ? null : glob
  }
  const url = parse(`http://${host}/`)
  return url && readableHost(url.hostname.replace(/\.$/, ''))
}

/** Part of a host; a number alone is not an address yet. */
function readableLabel(label: string): string {
  return readableHost(readable(label).normalize('NFKC').toLowerCase())
}

function isAtOrBelow(host: string, glob: readonly string[]): boolean {
  const labels = host.split('.')
  return labels.some((_, index) => isLike(labels.slice(index).join('.'), glob))
}

/** Whether the path begins so; with or without a slash at its end it is the same. */
function hasPath(place: Place, glob: readonly string[]): boolean | null {
  const paths = place.paths.flatMap((path) => [path, path.replace(/(?=[?#]|$)/, '/')])
  if (paths.some((path) => beginsLike(path, glob))) return true
  return place.knows === 'site' || paths.some((path) => isCutShort(place.knows, path, glob)) ? null : false
}

/** Whether what a `*` leads to may stand in what was cut off. */
function isCutShort(knows: Knowledge, text: string, [first = '', ...others]: readonly string[]): boolean {
  return knows === 'beginning' && others.length > 0 && text.startsWith(first)
}

/** What stands between the `*` of a pattern. To look for one after the other is quick, whatever they are. */
function pieces(glob: string): string[] {
  return glob.split('*')
}

function beginsLike(text: string, glob: readonly string[]): boolean {
  return endOf(text, glob) >= 0
}

function isLike(text: string, glob: readonly string[]): boolean {
  const last = glob.at(-1) ?? ''
  if (glob.length === 1) return text === last
  const end = endOf(text, glob.slice(0, -1))
  return end >= 0 && text.length - last.length >= end && text.endsWith(last)
}

/** Where the first of a text ends that has these pieces in order, from its beginning on; -1 where it has not. */
function endOf(text: string, [first = '', ...others]: readonly string[]): number {
  let end = text.startsWith(first) ? first.length : -1
  for (const piece of others) {
    const found = end < 0 ? -1 : text.indexOf(piece, end)
    end = found < 0 ? -1 : found + piece.length
  }
  return end
}
