/** The user's patterns of addresses: which pages are recorded at all. */

import { OWN_PORTS, parse, readable, whereIs, type Place, type Whereabouts } from '@/domain/places'
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
/** What is escaped or in a set, and so repeats nothing; or a group that is repeated. */
const REPEATED_GROUP = /\\[\s\S]|\[(?:\\[\s\S]|[^\]\\])*\]|(\)[*+{])/g
const WITH_SCHEME = /^[a-z*][a-z0-9+.*-]*:(?!\d)/i
const WHOLE = /^([^:]+:)\/\/(?:[^/?#@]*@)?([^/?#]*)(.*)$/s
const HOST_AND_PATH = /^([^/\\?#]*)(.*)$/s
const HOST_AND_PORT = /^(.*?)(?::(\d+))?$/s
const BARE_IPV6 = /^[\da-f]*:[\da-f.]*:[\da-f:.]*$/i

/**
 * Decides which addresses are recorded.
 *
 * A pattern is one of
 * - `example.com/private`: that host and those below it, the path by its beginning; `*` stands for anything;
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
  const verdicts = places.map(test)
  if (verdicts.includes(true)) return true
  return isTold && !verdicts.includes(null) ? false : null
}

function compile(pattern: string): Test | PatternFault {
  const expression = EXPRESSION.exec(pattern)
  if (expression) return compileExpression(expression[1] ?? '', expression[2] ?? '')
  const isWhole = WITH_SCHEME.test(pattern) && !BARE_IPV6.test(pattern)
  return isWhole ? compileWhole(pattern) : compileHost(pattern)
}

/**
 * JavaScript cannot stop a search. A repeated group may make it as good as endless; without one it depends on the length,
 * so only addresses that are known in whole, which are short, are searched.
 */
function compileExpression(source: string, flags: string): Test | PatternFault {
  try {
    const expression = new RegExp(source, flags)
    if ([...source.matchAll(REPEATED_GROUP)].some(([, group]) => group !== undefined)) return 'slow'
    return ({ texts, knows }) => (knows === 'all' ? texts.some((text) => expression.test(text)) : null)
  } catch {
    return 'unclear'
  }
}

function compileWhole(pattern: string): Test {
  const [, scheme = '', place = '', path = ''] = WHOLE.exec(pattern) ?? []
  const site = scheme && `${scheme}//${readableSite(scheme.toLowerCase(), place, path !== '')}`
  const start = pieces(site.toLowerCase() || readable(pattern).toLowerCase())
  const whole = pieces((site ? site + readable(path) : readable(pattern)).toLowerCase())
  return (place) => {
    const text = place.whole.toLowerCase()
    if (beginsLike(text, whole)) return true
    if (place.knows === 'site') return beginsLike(text, start) ? null : false
    return isCutShort(place, whole) ? null : false
  }
}

/** Host and port of a pattern as places have them; where nothing follows, either may be a mere beginning. */
function readableSite(scheme: string, site: string, isComplete: boolean): string {
  const [, host = '', port] = HOST_AND_PORT.exec(site) ?? []
  const own = isComplete ? (readableHostOf(host) ?? host) : host.split('.').map(readableLabel).join('.')
  return port === undefined || port === OWN_PORTS[scheme] ? own : `${own}:${port}`
}

function compileHost(pattern: string): Test | PatternFault {
  const [, site = '', rest = ''] = HOST_AND_PATH.exec(pattern) ?? []
  const [, name = '', port] = BARE_IPV6.test(site) ? ['', `[${site}]`] : (HOST_AND_PORT.exec(site) ?? [])
  const host = /\s/.test(site) ? null : readableHostOf(name.replace(/^\*\./, ''))
  if (host === null || host === '') return 'unclear'
  const hosts = pieces(host)
  const paths = pieces(readable(/^[/\\]/.test(rest) ? `/${rest.slice(1)}` : `/${rest}`))
  return (place) => {
    if (port !== undefined && place.port !== port) return false
    return isAtOrBelow(place.host, hosts) ? hasPath(place, paths) : false
  }
}

/** The host of a pattern as places have it; null where it is none. */
function readableHostOf(host: string): string | null {
  if (host.includes('*')) return host.replace(/\.$/, '').split('.').map(readableLabel).join('.')
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
  const { path, knows } = place
  if (beginsLike(path, glob) || beginsLike(path.replace(/(?=[?#]|$)/, '/'), glob)) return true
  return knows === 'site' || isCutShort(place, glob) ? null : false
}

/** Whether what a `*` leads to may stand in what was cut off. */
function isCutShort({ knows }: Place, glob: readonly string[]): boolean {
  return knows === 'beginning' && glob.length > 1
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
