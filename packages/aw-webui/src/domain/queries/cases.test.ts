/** The queries are to the letter those of aw_client, by the cases that its own tests run. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import type { QueryClass } from '@/domain/categories/category'
import {
  type AndroidParams,
  BROWSER_APPS,
  canonicalStatements,
  type DesktopParams,
  type Json,
  literal,
  type QueryParams,
} from '@/domain/queries'

interface StoredParams {
  bid_window?: string
  bid_afk?: string
  bid_android?: string
  bid_browsers?: string[]
  classes: QueryClass[]
  filter_classes?: string[][]
  filter_afk?: boolean
  include_audible?: boolean
  always_active_pattern?: string
}

interface Cases {
  queries: { name: string; device: 'desktop' | 'android'; params: StoredParams; canonicalEvents: string[] }[]
  literal: { name: string; value: Json; text?: string; error?: string }[]
  browser_appnames: Record<string, string[]>
}

const cases = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../../aw-client/tests/cases/queries.json'), 'utf8'),
) as Cases

function commonOf(params: StoredParams): QueryParams {
  return {
    classes: params.classes,
    ...(params.bid_browsers && { browsers: params.bid_browsers }),
    ...(params.filter_classes && { filterClasses: params.filter_classes }),
    ...(params.filter_afk !== undefined && { filterAfk: params.filter_afk }),
    ...(params.include_audible !== undefined && { includeAudible: params.include_audible }),
  }
}

function desktopOf(params: StoredParams): DesktopParams {
  const { bid_window: window = '', bid_afk: afk = '', always_active_pattern: alwaysActive } = params
  return { ...commonOf(params), window, afk, alwaysActive }
}

function androidOf(params: StoredParams): AndroidParams {
  return { ...commonOf(params), android: params.bid_android ?? '' }
}

test.each(cases.queries)('canonical events, $device: $name', ({ device, params, canonicalEvents: lines }) => {
  const asked = device === 'desktop' ? desktopOf(params) : androidOf(params)
  expect(canonicalStatements(asked).join('\n')).toBe(lines.join('\n'))
})

test.each(cases.literal)('literal: $name', ({ value, text }) => {
  if (text === undefined) expect(() => literal(value)).toThrow()
  else expect(literal(value)).toBe(text)
})

test('the table of browsers is that of the cases, in its order', () => {
  expect(Object.entries(BROWSER_APPS)).toEqual(Object.entries(cases.browser_appnames))
})
