import { expect, test, vi } from 'vitest'

import { wholeEntries } from '@/components/stopwatch/useStopwatch'

const day = { start: Date.parse('2026-06-10T00:00Z'), end: Date.parse('2026-06-11T00:00Z') }
const cut = {
  id: 1,
  timestamp: '2026-06-10T00:00:00+00:00',
  duration: 600,
  data: { label: 'Night', $category: ['Work'] },
}
const inside = { id: 2, timestamp: '2026-06-10T09:00:00+00:00', duration: 600, data: { label: 'Call' } }

test('an entry that reaches over the border of the history is shown whole, and only that is read again', async () => {
  const asked: string[] = []
  vi.stubGlobal('fetch', (address: string) => {
    asked.push(address)
    const stored = {
      ...cut,
      timestamp: '2026-06-09T20:00:00+00:00',
      duration: 15_000,
      data: { label: 'Night' },
    }
    return Promise.resolve(new Response(JSON.stringify(stored)))
  })
  const found = { 'aw-stopwatch': { past: [cut, inside], running: [] } }
  const whole = await wholeEntries(found, [day], new AbortController().signal)
  expect(whole['aw-stopwatch']?.past).toEqual([
    { ...cut, timestamp: '2026-06-09T20:00:00+00:00', duration: 15_000 },
    inside,
  ])
  expect(asked).toEqual(['/api/0/buckets/aw-stopwatch/events/1'])
})
