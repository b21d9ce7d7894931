/** The user's patterns of addresses: which pages are recorded at all. */

/** A pattern that cannot be understood, by its number in the list (from 1). */
export interface WrongPattern {
  line: number
  pattern: string
}

type Test = (url: string) => boolean

const EXPRESSION = /^\/(.+)\/(i?)$/
const WITH_SCHEME = /^[a-z][a-z0-9+.-]*:(?!\d)/i

/**
 * Decides which addresses are recorded.
 *
 * A pattern is one of
 * - `example.com/private`: that host and those below it, the path by its beginning; `*` stands for anything;
 * - `https://example.com/`, `file:`: the beginning of the whole address, `*` likewise;
 * - `/expression/` or `/expression/i`: a regular expression, found anywhere in the address.
 *
 * A wrong pattern keeps everything from being recorded, so that no page slips through.
 */
export class AddressFilter {
  private readonly included: Test[] | null
  private readonly excluded: Test[]
  readonly wrong: WrongPattern[]

  constructor(include: readonly string[], exclude: readonly string[]) {
    this.wrong = [...wrongPatterns(include), ...wrongPatterns(exclude)]
    const tests = (patterns: readonly string[]) => patterns.map(compile).filter((test) => test !== null)
    this.included = include.length > 0 ? tests(include) : null
    this.excluded = tests(exclude)
  }

  allows(url: string): boolean {
    if (this.wrong.length > 0) return false
    if (this.included !== null && !this.included.some((test) => test(url))) return false
    return !this.excluded.some((test) => test(url))
  }
}

/** The patterns that cannot be understood. */
export function wrongPatterns(patterns: readonly string[]): WrongPattern[] {
  return patterns.flatMap((pattern, index) => (compile(pattern) ? [] : [{ line: index + 1, pattern }]))
}

/** The patterns in a text, one a line; empty lines and spaces around them count for nothing. */
export function readPatterns(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

function compile(pattern: string): Test | null {
  const expression = EXPRESSION.exec(pattern)
  if (expression) return compileExpression(expression[1] ?? '', expression[2] ?? '')
  return WITH_SCHEME.test(pattern) ? compileWhole(pattern) : compileHost(pattern)
}

function compileExpression(source: string, flags: string): Test | null {
  try {
    const expression = new RegExp(source, flags)
    return (url) => expression.test(url)
  } catch {
    return null
  }
}

function compileWhole(pattern: string): Test {
  const expression = new RegExp(`^${glob(pattern)}`, 'i')
  return (url) => expression.test(url)
}

function compileHost(pattern: string): Test | null {
  const slash = pattern.indexOf('/')
  const host = slash < 0 ? pattern : pattern.slice(0, slash)
  const path = slash < 0 ? '/' : pattern.slice(slash)
  if (host === '' || /\s/.test(host)) return null
  const hosts = new RegExp(`^(?:.*\\.)?${glob(host.replace(/^\*\./, ''))}$`, 'i')
  const paths = new RegExp(`^${glob(path)}`)
  return (url) => {
    const address = URL.parse(url)
    if (address === null) return false
    const isHost = hosts.test(address.hostname) || hosts.test(address.host)
    return isHost && paths.test(address.pathname + address.search + address.hash)
  }
}

function glob(text: string): string {
  return text.replace(/[\\^$.|?+()[\]{}]/g, '\\$&').replace(/\*/g, '.*')
}
