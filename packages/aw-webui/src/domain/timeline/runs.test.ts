import { describe, expect, it } from 'vitest'

import type { Span } from '@/domain/timeline/picture'
import { runsOf } from '@/domain/timeline/runs'
import type { Piece } from '@/domain/timeline/tilestore'

function span(start: number, end: number, id: number): Span {
  return {
    start,
    end,
    label: '',
    color: '',
    style: 'solid',
    event: { id, timestamp: '', duration: 0, data: {} },
  }
}
function piece(start: number, end: number, spans: Span[]): Piece {
  return { start, end, picture: { kind: 'spans', spans } }
}

describe('runs', () => {
  it('join events of neighbouring tiles', () => {
    const runs = runsOf([piece(0, 10, [span(8, 10, 1)]), piece(10, 20, [span(10, 12, 1), span(15, 16, 2)])])
    expect(runs).toHaveLength(1)
    expect(runs[0]?.items.map(({ start, end }) => [start, end])).toEqual([
      [8, 12],
      [15, 16],
    ])
    expect(runs[0]?.clip).toEqual({ start: 0, end: 20 })
  })

  it('do not repeat what two parts of one tile share', () => {
    const shared = [span(2, 3, 1), span(12, 13, 2)]
    expect(runsOf([piece(0, 10, shared), piece(10, 20, shared)])[0]?.items).toEqual(shared)
  })

  it('end where tiles are missing, and where columns begin', () => {
    const columns: Piece = { start: 30, end: 40, picture: { kind: 'columns', columns: [] } }
    const runs = runsOf([piece(0, 10, []), piece(20, 30, []), columns])
    expect(runs.map(({ kind, clip }) => [kind, clip.start])).toEqual([
      ['spans', 0],
      ['spans', 20],
      ['columns', 30],
    ])
  })
})
