import { createPinia, setActivePinia } from 'pinia'
import { type EffectScope, effectScope, ref } from 'vue'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { forgetAnswers } from '@/composables/useQuery'
import { useTimelineTiles } from '@/composables/useTimelineTiles'
import type { Bucket } from '@/domain/events/event'
import { isoAt } from '@/domain/time/calendar'
import { type Lane, lanesOf } from '@/domain/timeline/lanes'
import { useBuckets } from '@/stores/buckets'

const locale = ref('en')
vi.mock('vue-i18n', () => ({ useI18n: () => ({ t: (key: string) => key, locale }) }))

const HOUR = { start: Date.parse('2025-06-10T12:00:00Z'), end: Date.parse('2025-06-10T13:00:00Z') }

function bucket(id: string, type: string, hostname: string): Bucket {
  const metadata = { start: '2025-06-10T11:00:00Z', end: '2025-06-10T14:00:00Z' }
  return { id, type, client: id, hostname, last_updated: metadata.end, metadata }
}
const BUCKETS = [
  bucket('windows', 'currentwindow', 'laptop'),
  bucket('presence', 'afkstatus', 'laptop'),
  bucket('calls', 'general.stopwatch', 'unknown'),
]

/** A question that the server has not answered yet. */
interface Asked {
  query: string
  answer: (label: string) => void
}
let asked: Asked[]
let scope: EffectScope

/** A server that answers queries when the test says so, and at once how many events there are. */
beforeEach(() => {
  asked = []
  vi.stubGlobal('fetch', (address: string, { body, signal }: RequestInit) => {
    if (!address.endsWith('/query/')) return Promise.resolve(new Response('5'))
    const { query, timeperiods } = JSON.parse(String(body)) as { query: string[]; timeperiods: string[] }
    return new Promise((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason as Error))
      const answer = (label: string) => {
        const data = { label, app: label, title: label, status: label, $category: [label] }
        const start = Date.parse(String(timeperiods[0]).split('/')[0] ?? '')
        const event = { id: 1, timestamp: isoAt(start + 1000), duration: 1, data }
        resolve(new Response(JSON.stringify([[event]])))
      }
      asked.push({ query: String(query[0]), answer })
    })
  })
  setActivePinia(createPinia())
  useBuckets().buckets = BUCKETS
  scope = effectScope()
})
afterEach(() => {
  scope.stop()
  vi.unstubAllGlobals()
})

/** Answer all that is asked until nothing is asked any more. */
async function answerAll(timeline: ReturnType<typeof useTimelineTiles>, label: string): Promise<void> {
  while (timeline.isLoading.value) {
    asked.splice(0).forEach(({ answer }) => answer(label))
    await new Promise((resolve) => setTimeout(resolve))
    expect(timeline.error.value).toBeNull()
  }
}

function setUp() {
  const lanes = lanesOf(BUCKETS, useBuckets().devices)
  const timeline = scope.run(() => useTimelineTiles(ref(lanes), ref(HOUR), ref(1000)))
  if (!timeline) throw new Error('no timeline')
  return { lanes, timeline }
}

/** What the events of a lane in view say. */
function labelsIn(timeline: ReturnType<typeof useTimelineTiles>, lane: Lane): string[] {
  return timeline
    .runs(lane)
    .flatMap((run) => (run.kind === 'spans' ? run.items : []))
    .map(({ event }) => String(event.data['label']))
}

test('after a change by hand only what shows that bucket is asked again', async () => {
  const { lanes, timeline } = setUp()
  await vi.waitFor(() => expect(asked.length).toBeGreaterThan(0))
  await answerAll(timeline, 'before')
  expect(lanes.map(({ id }) => id)).toEqual(['categories', 'calls', 'presence', 'windows'])

  forgetAnswers('calls')
  await answerAll(timeline, 'after')
  const shown = lanes.map((lane) => new Set(labelsIn(timeline, lane)))
  expect(shown).toEqual(['after', 'after', 'before', 'before'].map((label) => new Set([label])))
})

test('after a change of any bucket all is asked again', async () => {
  const { lanes, timeline } = setUp()
  await vi.waitFor(() => expect(asked.length).toBeGreaterThan(0))
  await answerAll(timeline, 'before')
  forgetAnswers()
  await answerAll(timeline, 'after')
  for (const lane of lanes) expect(new Set(labelsIn(timeline, lane))).toEqual(new Set(['after']))
})

test('an answer from before a change is not kept, and other lanes are waited for on', async () => {
  const { lanes, timeline } = setUp()
  await vi.waitFor(() => expect(asked).toHaveLength(3))
  const before = [...asked]
  forgetAnswers('calls')
  await vi.waitFor(() => expect(asked).toHaveLength(5))
  const again = asked.slice(3)
  expect(again.map(({ query }) => query)).toEqual(before.slice(0, 2).map(({ query }) => query))
  asked.splice(0)
  before.forEach(({ answer }) => answer('before'))
  again.forEach(({ answer }) => answer('after'))
  await answerAll(timeline, 'after')
  expect(new Set(labelsIn(timeline, lanes[1] as Lane))).toEqual(new Set(['after']))
  // Presence was not asked for twice.
  expect(labelsIn(timeline, lanes[2] as Lane)).toContain('before')
})
