import { expect, it } from 'vitest'

import { type ServerHealth, storeFindings } from '@/domain/health/store'

const FINE: ServerHealth = {
  state: 'fine',
  checked: '2025-06-10T12:00:00+00:00',
  damage: null,
  recoveries: [],
  backups: { enabled: true, newest: '2025-06-10T03:00:00+00:00', problem: null },
}
const RECOVERY = {
  moment: '2025-06-09T10:00:00+00:00',
  reason: 'page 7',
  set_aside: 'events.db.damaged-1',
  lost: 3,
  complete: true,
  summary: 'All but 3 events were recovered.',
}

it('finds nothing in a database that is fine, or still being checked', () => {
  expect(storeFindings(FINE)).toEqual([])
  expect(storeFindings({ ...FINE, state: 'checking', checked: null })).toEqual([])
})

it('tells of damage before anything else', () => {
  const health = { ...FINE, state: 'recovering', damage: 'page 7', recoveries: [RECOVERY] }
  expect(storeFindings(health).map(({ kind }) => kind)).toEqual(['recovering', 'recovered'])
})

it('tells of each recovery in the words of the server, the newest first', () => {
  const later = { ...RECOVERY, moment: '2025-06-10T10:00:00+00:00' }
  expect(storeFindings({ ...FINE, recoveries: [RECOVERY, later] })).toMatchObject([
    {
      kind: 'recovered',
      since: Date.parse(later.moment),
      detail: RECOVERY.summary,
      file: RECOVERY.set_aside,
    },
    { since: Date.parse(RECOVERY.moment) },
  ])
})

it('tells of a backup that was not made, and when the last one was', () => {
  const backups = { enabled: true, newest: null, problem: 'no room' }
  expect(storeFindings({ ...FINE, backups })).toMatchObject([
    { kind: 'backup', detail: 'no room', since: null },
  ])
  expect(storeFindings({ ...FINE, backups: { ...backups, enabled: false } })).toEqual([])
})
