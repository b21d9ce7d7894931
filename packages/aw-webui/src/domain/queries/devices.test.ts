import { describe, expect, it } from 'vitest'

import { type Scope, scopeStatements } from '@/domain/queries/devices'

const LAPTOP = { window: 'aw-watcher-window_laptop', afk: 'aw-watcher-afk_laptop', classes: [] }
const DESKTOP = { window: 'aw-watcher-window_desktop', afk: 'aw-watcher-afk_desktop', classes: [] }

function statements(scope: Partial<Scope>): string[] {
  return scopeStatements({ devices: [], manual: [], classes: [], filterClasses: [], ...scope })
}
/** The lists whose time comes first, with those that get what is left. */
function layers(scope: Partial<Scope>): string[] {
  const laid = /^(\w+) = sort_by_timestamp\(concat\((\w+), filter_period_intersect\(\1, free\)\)\);$/
  return statements(scope).flatMap((statement) => {
    const [, below, above] = laid.exec(statement) ?? []
    return below && above ? [`${above} over ${below}`] : []
  })
}

describe('scopeStatements', () => {
  it('sets what pages build on, also without any device', () => {
    for (const devices of [[], [LAPTOP], [{ android: 'aw-watcher-android-test', classes: [] }]]) {
      const names = statements({ devices }).map((statement) => statement.split(' = ')[0])
      expect(names).toEqual(expect.arrayContaining(['events', 'not_afk', 'browser_events']))
    }
  })

  it('lays nothing over the events of one device', () => {
    expect(layers({ devices: [LAPTOP] })).toEqual([])
  })

  it('counts a moment of a device once, whatever its watcher reported', () => {
    expect(statements({ devices: [LAPTOP] })).toContain('events = without_overlaps(events);')
  })

  it('counts what further watchers of a device add, each moment once', () => {
    const further = { ...LAPTOP, furtherWindows: ['old_window'], furtherAfk: ['old_afk'] }
    expect(layers({ devices: [further] })).toEqual(['events over further'])
    const lines = statements({ devices: [further] })
    const merged = lines.indexOf('events = further;')
    const narrowed = lines.indexOf('events = filter_period_intersect(events, not_afk);')
    expect(merged).toBeGreaterThan(0)
    expect(narrowed).toBeGreaterThan(merged)
    expect(lines).toContain(
      'not_afk = period_union(not_afk, filter_keyvals(flood(query_bucket("old_afk")), "status", ["not-afk"]));',
    )
  })

  it('gives a further device only the time that those before it left', () => {
    expect(layers({ devices: [LAPTOP, DESKTOP] })).toEqual(['events_before over events'])
    expect(statements({ devices: [LAPTOP, DESKTOP] })).toContain(
      'browser_events = filter_period_intersect(browser_events, free);',
    )
  })

  it('lays what was taken by hand over all devices, running stopwatches left out', () => {
    expect(layers({ devices: [LAPTOP], manual: ['aw-stopwatch'] })).toEqual(['manual over events'])
    expect(statements({ manual: ['aw-stopwatch'] })).toContain(
      'manual = without_overlaps(filter_keyvals(query_bucket("aw-stopwatch"), "running", [false]));',
    )
  })

  it('keeps to categories last, once for all', () => {
    const [last, ...others] = statements({
      devices: [LAPTOP, DESKTOP],
      manual: ['aw-stopwatch'],
      filterClasses: [['Work']],
    }).reverse()
    expect(last).toBe('events = filter_keyvals(events, "$category", [["Work"]]);')
    expect(others.join('\n')).not.toContain('[["Work"]]')
  })
})
