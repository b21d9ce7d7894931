/** The rules of privacy that the server holds for every watcher, as far as they concern tabs. */

import { fromPython } from '@/domain/pythonregex'
import type { TabData } from '@/domain/tab'

/** What stands for a text that was taken out, where the rule does not say. */
export const REDACTED = 'REDACTED'

interface Rule {
  prefix: string
  /** Null: every text of the event. */
  field: string | null
  expression: RegExp
  /** Null: the event is dropped. */
  replacement: string | null
}

/** The rules are not of the form they should have, so nobody can say what they forbid. */
export class UnreadableRulesError extends Error {}

const FIELDS: readonly (keyof TabData)[] = ['url', 'title', 'audible', 'incognito', 'tabCount']

/**
 * Rules as `aw-server` has them: those of its setting `privacy_filters`, then the default ones.
 *
 * A pattern that JavaScript cannot express is left to the server, which applies every rule once more.
 */
export class PrivacyRules {
  private constructor(private readonly rules: readonly Rule[]) {}

  /**
   * @param stored the setting's value; null where there is none.
   * @param defaults the default rules, of which the setting may replace or switch off some; null where there are none.
   * @throws {UnreadableRulesError} it is not a list of rules.
   */
  static read(stored: unknown, defaults: unknown = null): PrivacyRules {
    const own = listed(stored)
    const gone = new Set(own.filter(takesPlace).map(({ name }) => name))
    const left = listed(defaults).filter(({ name }) => name === undefined || !gone.has(name))
    return new PrivacyRules([...own, ...left].map(readRule).filter((rule) => rule !== null))
  }

  /** The data as they may be told to this bucket; null where they may not be. */
  apply(data: TabData, bucket: string): TabData | null {
    let left: TabData | null = data
    for (const rule of this.rules) {
      if (left !== null && bucket.startsWith(rule.prefix)) left = applyRule(rule, left)
    }
    return left
  }
}

function applyRule({ expression, replacement, field }: Rule, data: TabData): TabData | null {
  const left = { ...data }
  for (const name of FIELDS) {
    const value = left[name]
    const isMeant = field === name || (field === null && typeof value === 'string')
    // A global expression goes on where it stopped.
    expression.lastIndex = 0
    if (!isMeant || !expression.test(String(value))) continue
    if (replacement === null) return null
    // To make a text of a number is left to the server.
    if (name === 'url' || name === 'title')
      left[name] = left[name].replace(expression, (...match) => expand(replacement, match))
  }
  return left
}

/** Python's way to name groups in a replacement: `\1`, `\g<1>`, `\g<name>`. */
function expand(replacement: string, match: unknown[]): string {
  const named = typeof match.at(-1) === 'object' ? (match.at(-1) as Record<string, string | undefined>) : {}
  return replacement.replace(/\\(?:(\d{1,2})|g<(\w+)>|(\\))/g, (_, number, name, backslash) => {
    if (backslash) return '\\'
    const group: unknown = number ?? name
    const found = /^\d+$/.test(String(group)) ? match[Number(group)] : named[String(group)]
    return typeof found === 'string' ? found : ''
  })
}

function listed(stored: unknown): Stored[] {
  if (stored === null || stored === undefined) return []
  if (!Array.isArray(stored)) throw new UnreadableRulesError('the rules are no list')
  const rules: unknown[] = stored
  return rules.map((rule) => {
    if (typeof rule !== 'object' || rule === null) throw new UnreadableRulesError('a rule is no object')
    return rule
  })
}

/** Whether the default rule of the same name is not applied. */
function takesPlace({ enabled, pattern }: Stored): boolean {
  return enabled === false || typeof pattern === 'string'
}

function readRule({ name, enabled, pattern, action, ...rest }: Stored): Rule | null {
  // Without a pattern a rule switches one of the server's own on or off.
  const isSwitch = typeof name === 'string' && typeof pattern !== 'string'
  if (enabled === false || isSwitch) return null
  if (typeof pattern !== 'string') throw new UnreadableRulesError('a rule has no pattern')
  if (action !== 'drop' && action !== 'redact')
    throw new UnreadableRulesError('a rule does not say what to do')
  const expression = fromPython(pattern, rest.ignore_case === true)
  const prefix = textOr(rest.bucket_prefix, '')
  const replacement = action === 'drop' ? null : textOr(rest.replacement, REDACTED)
  return expression && { prefix, field: textOr(rest.field, '') || null, expression, replacement }
}

function textOr(value: unknown, fallback: string): string {
  return typeof value === 'string' ? value : fallback
}

/** A rule as it came, nothing of which is sure. */
interface Stored {
  name?: unknown
  enabled?: unknown
  bucket_prefix?: unknown
  field?: unknown
  pattern?: unknown
  ignore_case?: unknown
  action?: unknown
  replacement?: unknown
}
