import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { formatBytes } from '@/domain/transfer/bytes'
import { EventsCsv } from '@/domain/transfer/eventscsv'
import { pack, unpack } from '@/domain/transfer/packed'

describe('EventsCsv', () => {
  const event = (data: Record<string, unknown>) => ({
    timestamp: '2025-06-10T09:00:00+00:00',
    duration: 1.5,
    data,
  })
  const text = (...pages: Record<string, unknown>[][]) => {
    const table = new EventsCsv()
    pages.forEach((page) => table.add(page.map(event)))
    return table.parts().join('').replace('\uFEFF', '')
  }

  it('has a column for each key, in the order they are met', () => {
    expect(text([{ app: 'a', title: 'b' }])).toBe(
      'timestamp,duration,app,title\r\n2025-06-10T09:00:00+00:00,1.5,a,b\r\n',
    )
  })
  it('fills rows from before a column was known', () => {
    const rows = text([{ a: 'two\nlines' }], [{ b: true, c: 2 }]).split('\r\n')
    expect(rows).toEqual([
      'timestamp,duration,a,b,c',
      '2025-06-10T09:00:00+00:00,1.5,"two\nlines",,',
      '2025-06-10T09:00:00+00:00,1.5,,true,2',
      '',
    ])
  })
  it('leaves out what an event lacks, whatever the key is called', () => {
    const rows = text([{ a: 1 }, { constructor: 2 }]).split('\r\n')
    expect(rows.slice(1, 3).map((row) => row.split(',').slice(2))).toEqual([
      ['1', ''],
      ['', '2'],
    ])
  })

  it('has a head even without events', () => {
    expect(text()).toBe('timestamp,duration\r\n')
  })
})

describe('pack', () => {
  it('is undone by unpack, and needs no escape in an address', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 200 }), async (text) => {
        const packed = await pack(text)
        expect(encodeURIComponent(packed)).toBe(packed)
        expect(await unpack(packed)).toBe(text)
      }),
      { numRuns: 50 },
    )
  })
  it('makes a long query short', async () => {
    expect((await pack('events = flood(query_bucket("x"));\n'.repeat(100))).length).toBeLessThan(200)
  })
  it('gives null for what was never packed', async () => {
    expect(await unpack('%%%')).toBeNull()
    expect(await unpack('AAAA')).toBeNull()
  })
})

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [830, '830 B'],
    [1234, '1.2 kB'],
    [9_960, '10 kB'],
    [999_600, '1.0 MB'],
    [154_000_000, '154 MB'],
    [5_200_000_000, '5.2 GB'],
    [5_200_000_000_000, '5200 GB'],
  ])('writes %d as %s', (bytes, text) => {
    expect(formatBytes(bytes, 'en')).toBe(text)
  })
  it('has the comma of the locale', () => {
    expect(formatBytes(1234, 'de')).toBe('1,2 kB')
  })
})
