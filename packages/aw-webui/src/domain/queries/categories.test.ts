import { expect, test } from 'vitest'

import type { QueryClass } from '@/domain/categories/category'
import type { Scope } from '@/domain/queries'
import { checkQuery, diffQuery, movesQuery, ruleQuery, uncategorizedQuery } from '@/domain/queries/categories'

const OLD: QueryClass[] = [[['Old'], { type: 'regex', regex: 'old' }]]
const NEW: QueryClass[] = [[['New'], { type: 'regex', regex: 'a"b\\' }]]
const scope: Scope = {
  devices: [{ window: 'window', afk: 'afk', classes: [[['Saved'], { type: 'regex', regex: 'saved' }]] }],
  manual: [],
  classes: OLD,
  filterClasses: [['Saved']],
}

test('a rule is checked without asking any bucket, and written so that the language can read it', () => {
  expect(checkQuery([{ type: 'regex', regex: 'a"b\\' }])).toBe(
    String.raw`RETURN = categorize([], [[["rule"], {"type": "regex", "regex": "a\"b\(?:)"}]]);`,
  )
})

test('the difference is between these rules alone: none of the saved ones, and no filter, takes part', () => {
  const query = diffQuery(scope, OLD, NEW)
  expect(query).not.toContain('aved')
  const before = query.indexOf('"regex": "old"')
  const copied = query.indexOf('"$category", "$before"')
  const after = query.indexOf(String.raw`a\"b`)
  expect(before).toBeGreaterThan(0)
  expect(copied).toBeGreaterThan(before)
  expect(after).toBeGreaterThan(copied)
})

test('each move is looked up by both of its categories', () => {
  const moves = [
    { from: ['Uncategorized'], to: ['New'], seconds: 1 },
    { from: ['Old', 'Child'], to: ['Uncategorized'], seconds: 1 },
  ]
  const query = movesQuery(scope, OLD, NEW, moves)
  expect(query).toContain('moved_0 = filter_keyvals(events, "$before", [["Uncategorized"]]);')
  expect(query).toContain('moved_0 = filter_keyvals(moved_0, "$category", [["New"]]);')
  expect(query).toContain('moved_1 = filter_keyvals(events, "$before", [["Old", "Child"]]);')
  expect(query.match(/count_events/g)).toHaveLength(2)
})

test('what a rule matches is told with who owns it by all rules', () => {
  const query = ruleQuery(scope, OLD, { type: 'regex', regex: 'x', select_keys: ['app'] })
  expect(query).toContain('copy_key(categorize(events, [[["Old"]')
  expect(query).toContain('[[["matched"], {"type": "regex", "regex": "x", "select_keys": ["app"]}]]')
})

test('uncategorized is what the rules being edited leave', () => {
  const query = uncategorizedQuery(scope, NEW)
  expect(query).not.toContain('"Old"')
  // Before anything is left out: without any time there is nothing that could be in a category.
  expect(query.indexOf('whole = sum_durations(events);')).toBeLessThan(query.indexOf('[["Uncategorized"]]'))
  expect(query).toContain('filter_keyvals(events, "$category", [["Uncategorized"]])')
})
