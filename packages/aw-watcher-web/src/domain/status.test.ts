import { describe, expect, it } from 'vitest'

import { NEVER_TRIED, nextTry, waitAfter, type Connection } from '@/domain/connection'
import { isPaused, readServerPause } from '@/domain/pause'
import { DEFAULTS } from '@/domain/settings'
import { isWorthAMark, statusOf, type Situation } from '@/domain/status'

const TRIED: Connection = { ...NEVER_TRIED, lastTried: 1_000 }
const FINE: Situation = { settings: DEFAULTS, pause: null, serverPause: null, connection: TRIED, fault: null }
const FAILING: Connection = { ...TRIED, trouble: 'unreachable', failures: 2 }

describe('statusOf', () => {
  it.each<[string, Partial<Situation>, object]>([
    ['all is well', {}, { kind: 'connected' }],
    ['nothing was tried', { connection: NEVER_TRIED }, { kind: 'connecting' }],
    [
      'the worker began anew and has tried nothing since',
      { connection: { ...NEVER_TRIED, lastSent: 1_000 } },
      { kind: 'connected' },
    ],
    ['the server is gone', { connection: FAILING }, { kind: 'failing', trouble: 'unreachable' }],
    ['the user pauses', { pause: { until: null } }, { kind: 'paused', by: 'user', until: null }],
    [
      'the user pauses and the server is gone',
      { pause: { until: 9_000 }, connection: FAILING },
      { kind: 'paused', by: 'user', until: 9_000 },
    ],
    ['the pause is over', { pause: { until: 4_000 } }, { kind: 'connected' }],
    ['the server pauses', { serverPause: { until: null } }, { kind: 'paused', by: 'server', until: null }],
    [
      'nothing can be kept',
      { connection: FAILING, fault: 'no space' },
      { kind: 'failing', trouble: 'storage' },
    ],
    [
      'a pattern may take for ever',
      { settings: { ...DEFAULTS, exclude: ['/(a+)+$/'] } },
      { kind: 'patterns' },
    ],
    ['a pattern is wrong', { settings: { ...DEFAULTS, exclude: ['/(/'] } }, { kind: 'patterns' }],
  ])('%s', (_, change, status) => {
    expect(statusOf({ ...FINE, ...change }, 5_000)).toEqual(status)
  })

  it('is worth a mark from the second failure on', () => {
    const status = statusOf({ ...FINE, connection: FAILING }, 5_000)
    expect(isWorthAMark(status, FAILING)).toBe(true)
    expect(isWorthAMark(status, { ...FAILING, failures: 1 })).toBe(false)
    expect(isWorthAMark({ kind: 'connected' }, TRIED)).toBe(false)
  })

  it('is worth a mark at once where nothing can be kept', () => {
    expect(isWorthAMark(statusOf({ ...FINE, fault: 'no space' }, 5_000), TRIED)).toBe(true)
  })
})

describe('the next try', () => {
  it('comes after ever longer waits, up to half a minute', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 7, 1_000].map(waitAfter)).toEqual([
      0, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000,
    ])
  })

  it('comes at once after a success, or when the clock was set back', () => {
    expect(nextTry(TRIED, 1_000)).toBe(1_000)
    expect(nextTry({ ...FAILING, lastTried: 90_000 }, 5_000)).toBe(5_000)
    expect(nextTry(FAILING, 1_500)).toBe(3_000)
  })
})

describe('the pause of the server', () => {
  it.each([
    [{ paused: false, until: null }, null],
    [{ paused: true, until: null }, { until: null }],
    [{ paused: true, until: '1970-01-01T00:00:09+00:00' }, { until: 9_000 }],
    [{ paused: true, until: 'tomorrow' }, { until: null }],
    [{}, { until: null }],
    [null, { until: null }],
    ['no', { until: null }],
  ])('%o is %o', (answer, pause) => {
    expect(readServerPause(answer)).toEqual(pause)
  })

  it('ends by itself', () => {
    expect(isPaused({ until: 9_000 }, 8_999)).toBe(true)
    expect(isPaused({ until: 9_000 }, 9_000)).toBe(false)
    expect(isPaused(null, 0)).toBe(false)
  })
})
