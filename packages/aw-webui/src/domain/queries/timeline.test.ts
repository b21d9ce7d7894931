import { describe, expect, it } from 'vitest'

import type { Scope } from '@/domain/queries/devices'
import { laneColumnsQuery, laneEventsQuery, rangeTotalsQuery, readsBucket } from '@/domain/queries/timeline'

const SCOPE: Scope = {
  devices: [{ window: 'w', afk: 'a', classes: [] }],
  manual: [],
  classes: [[['Work'], { type: 'regex', regex: 'vim' }]],
  filterClasses: [],
}

describe('the query of a lane', () => {
  it('reads its bucket and gives each event its category', () => {
    expect(laneEventsQuery({ kind: 'window', bucketId: 'w' }, SCOPE, 10).split('\n')).toEqual([
      'events = query_bucket("w");',
      'events = categorize(events, [[["Work"], {"type": "regex", "regex": "vim"}]]);',
      'RETURN = limit_events(sort_by_timestamp(events), 10);',
    ])
  })

  it('leaves presence as it is', () => {
    expect(laneEventsQuery({ kind: 'presence', bucketId: 'a' }, SCOPE, 10)).not.toContain('categorize')
  })

  it('gives labels and addresses what rules look at', () => {
    expect(laneEventsQuery({ kind: 'stopwatch', bucketId: 's' }, SCOPE, 1)).toContain('"label", "title"')
    expect(laneEventsQuery({ kind: 'browser', bucketId: 'b' }, SCOPE, 1)).toContain(
      'split_url_events(events)',
    )
  })

  it('asks for columns by their borders', () => {
    const query = laneColumnsQuery({ kind: 'presence', bucketId: 'a' }, SCOPE, [0, 60_000], 12)
    expect(query).toContain('parts = bin_events(events, ["status", "evidence"], bins, 12);')
    expect(query).toContain('totals = bin_events(events, ["status"], bins);')
    expect(query).toContain('bins = ["1970-01-01T00:00:00.000Z", "1970-01-01T00:01:00.000Z"];')
  })

  it('reads its own bucket; that of the merged lane reads all that count', () => {
    const scope = { ...SCOPE, manual: ['s'] }
    const readBy = (kind: 'window' | 'categories', bucketId: string | null) =>
      ['w', 'a', 's', 'other'].filter((id) => readsBucket({ kind, bucketId }, scope, id))
    expect(readBy('window', 'w')).toEqual(['w'])
    expect(readBy('categories', null)).toEqual(['w', 'a', 's'])
  })

  it('of the merged lane counts what the pages count', () => {
    expect(laneEventsQuery({ kind: 'categories', bucketId: null }, SCOPE, 1)).toContain(
      'filter_period_intersect',
    )
    expect(rangeTotalsQuery(SCOPE)).toContain('"present": sum_durations(not_afk)')
  })

  it('tells being away from nothing being recorded', () => {
    const query = rangeTotalsQuery(SCOPE)
    expect(query).toContain('used = period_union(not_afk, events);')
    expect(query).toContain(
      'known = period_union(known, filter_keyvals(flood(query_bucket(find_bucket("a"))), "status", ["afk"]));',
    )
  })
})
