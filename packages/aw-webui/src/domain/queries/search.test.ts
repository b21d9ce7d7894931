import { expect, test } from 'vitest'

import type { Scope } from '@/domain/queries'
import { countsQuery, hitsQuery, searchQuery } from '@/domain/queries/search'
import type { Search } from '@/domain/search/search'

const scope: Scope = { devices: [], manual: [], classes: [], filterClasses: [] }
const search: Search = { text: 'a.b"', isRegex: false, matchCase: false, field: 'all', days: 30, hosts: [] }

test('a text is sought as it stands, in any case, in windows and in what pages say', () => {
  const query = searchQuery(scope, search, ['2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z'])
  const rule = String.raw`"regex": "a\.b\"", "ignore_case": true`
  expect(query).toContain(`windows = categorize(windows, [[["hit"], {"type": "regex", ${rule}}]]);`)
  expect(query).toContain(`{"type": "regex", ${rule}, "select_keys": ["title", "url"]}`)
  expect(query).toContain('bin_events(time, ["$category"], ["2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"])')
})

test('one field is looked at alone, an expression goes as it is, with its case', () => {
  const query = hitsQuery(scope, { ...search, text: '^x', isRegex: true, matchCase: true, field: 'app' })
  const rule = '{"type": "regex", "regex": "^x", "ignore_case": false, "select_keys": ["app"]}'
  expect(query.split(rule)).toHaveLength(3)
})

test('a row is counted by all that it says, and by that alone', () => {
  const row = { timestamp: '', duration: 1, data: { title: 'a "b"', app: 'X', url: null } }
  expect(countsQuery(scope, search, [row])).toContain(
    String.raw`RETURN = [count_events(filter_keyvals(filter_keyvals(hits, "app", ["X"]), "title", ["a \"b\""]))];`,
  )
})

test('a row whose title ends in a backslash is counted too', () => {
  const row = { timestamp: '', duration: 1, data: { title: 'C:\\Users\\', app: 'X' } }
  expect(countsQuery(scope, search, [row])).toContain('filter_keyvals_regex(')
})
