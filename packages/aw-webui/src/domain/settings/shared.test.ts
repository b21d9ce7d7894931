import { describe, expect, it } from 'vitest'

import { reverted, rewritten } from '@/domain/settings/shared'

/** A reader that knows entries with a text as their name, and two of their fields. */
function read(entry: unknown): { name: string; size: number }[] {
  const { name, size } = Object(entry) as Record<string, unknown>
  return typeof name === 'string' ? [{ name, size: typeof size === 'number' ? size : 0 }] : []
}

describe('rewritten', () => {
  const foreign = [{ name: 'a', extra: 1 }, 7, { title: 'x' }, { name: 'b', size: 'large' }]

  it('leaves what was not changed as others wrote it', () => {
    expect(rewritten(foreign, read, foreign.flatMap(read))).toEqual(foreign)
  })
  it('leaves what cannot be read where it was', () => {
    expect(rewritten(foreign, read, [{ name: 'a', size: 3 }])).toEqual([
      { name: 'a', size: 3 },
      7,
      { title: 'x' },
    ])
  })
  it('begins a list where something else is kept', () => {
    expect(rewritten('x', read, [{ name: 'a', size: 3 }])).toEqual([{ name: 'a', size: 3 }])
  })
})

describe('reverted', () => {
  it('goes back to what was before if nothing else has changed', () => {
    expect(reverted([2, 1], [1, 2], [2, 1])).toEqual([1, 2])
    expect(reverted({ b: 1, a: 2 }, null, { a: 2, b: 1 })).toBeNull()
  })
  it('takes away what was added, and leaves what others added', () => {
    expect(reverted(['a', 'mine', 'theirs'], ['a'], ['a', 'mine'])).toEqual(['a', 'theirs'])
  })
  it('brings back what was removed, where it was, once', () => {
    const [a, b, c] = [{ name: 'a' }, { name: 'b' }, { name: 'c' }]
    expect(reverted([b, c], [a, b], [b])).toEqual([a, b, c])
    expect(reverted([a, b, c], [a, b], [b])).toEqual([a, b, c])
  })
  it('mends what was changed, and leaves what others changed', () => {
    const before = [
      { id: 1, text: 'a' },
      { id: 2, text: 'b' },
    ]
    const after = [{ id: 1, text: 'A' }, before[1]]
    const now = [after[0], { id: 2, text: 'theirs' }]
    expect(reverted(now, before, after)).toEqual([before[0], now[1]])
  })
  it('does the same with the fields of an object', () => {
    expect(reverted({ sat: 'mine', sun: 'theirs' }, {}, { sat: 'mine' })).toEqual({ sun: 'theirs' })
  })
})
