/** Stopwatches: what is kept of them on the server, and what can be done with each. */

import { computed, ref } from 'vue'
import { useI18n } from 'vue-i18n'

import { getEvent } from '@/api'
import { useAnswer } from '@/composables/useAnswer'
import { useEventEdits } from '@/composables/useEventEdits'
import { useLookedAgain } from '@/composables/useLookedAgain'
import { useOnce } from '@/composables/useOnce'
import { answerOf, changesByHand, forgetAnswers } from '@/composables/useQuery'
import { STOPWATCH_BUCKET } from '@/domain/devices'
import { type AwEvent, endOf, startOf } from '@/domain/events/event'
import { stopwatchQuery } from '@/domain/queries/stopwatch'
import { entriesOf, type Entry, entryDays, labelsOf } from '@/domain/stopwatch/entries'
import { dateAt, type Interval, isoAt, startOfDate } from '@/domain/time/calendar'
import { useBuckets } from '@/stores/buckets'
import { useCategories } from '@/stores/categories'
import { useNotices } from '@/stores/notices'
import { useSettings } from '@/stores/settings'

type Answered = Record<string, { past: AwEvent[]; running: AwEvent[] }>

/** How many days of history are shown at first, and how many more each time. */
const DAYS = 28

/** Queries cut events to their time: what reaches over its borders is read again, whole. */
export async function wholeEntries(
  found: Answered,
  intervals: readonly Interval[],
  signal: AbortSignal,
): Promise<Answered> {
  const whole = async (bucketId: string, event: AwEvent): Promise<AwEvent> => {
    const isCut = intervals.some(({ start, end }) => startOf(event) <= start || endOf(event) >= end)
    if (!isCut || typeof event.id !== 'number') return event
    const { timestamp, duration } = await getEvent(bucketId, event.id, signal)
    return { ...event, timestamp, duration }
  }
  const buckets = Object.entries(found).map(async ([id, { past, running }]) => {
    return [id, { past: await Promise.all(past.map((event) => whole(id, event))), running }] as const
  })
  return Object.fromEntries(await Promise.all(buckets))
}

export function useStopwatch() {
  const { t } = useI18n()
  const buckets = useBuckets()
  const categories = useCategories()
  const settings = useSettings()
  const notices = useNotices()
  const edits = useEventEdits()
  const { once } = useOnce()

  const dayCount = ref(DAYS)
  const question = computed(() => {
    const today = dateAt(Date.now(), settings.calendar)
    const start = startOfDate(today.subtract({ days: dayCount.value }), settings.calendar)
    const end = startOfDate(today.add({ days: 1 }), settings.calendar)
    return { query: stopwatchQuery(buckets.stopwatchIds, categories.classes), intervals: [{ start, end }] }
  })
  const { value, error, isLoading, reload } = useAnswer(
    () => ({ ...question.value, changes: changesByHand.value }),
    async ({ query, intervals }, signal) => {
      const [found = {}] = await answerOf<Answered>({ query, intervals })
      return wholeEntries(found, intervals, signal)
    },
    ({ query, intervals }) => JSON.stringify([query, intervals]),
  )

  const all = computed(() => Object.entries(value.value ?? {}))
  const running = computed(() =>
    all.value
      .flatMap(([bucketId, found]) => entriesOf(bucketId, found.running))
      .sort((a, b) => b.start - a.start),
  )
  const past = computed(() => all.value.flatMap(([bucketId, found]) => entriesOf(bucketId, found.past)))
  const days = computed(() => entryDays(past.value, settings.calendar))
  const labels = computed(() => labelsOf([...running.value, ...past.value]))

  // Another tab, or another device, may have started or stopped one meanwhile.
  useLookedAgain(forgetAnswers)

  /** Whether it was done; if not, a notice says why. */
  async function attempt(action: () => Promise<unknown>): Promise<boolean> {
    try {
      await action()
      return true
    } catch (error) {
      notices.fail(error)
      return false
    }
  }
  function start(label: string): Promise<boolean> {
    const event: AwEvent = { timestamp: isoAt(Date.now()), duration: 0, data: { label, running: true } }
    return once(`start ${label}`, () => attempt(() => edits.save(STOPWATCH_BUCKET, event, null)))
  }
  function stop({ bucketId, id }: Entry): Promise<boolean> {
    return once(`stop ${bucketId} ${id}`, () => attempt(() => store(bucketId, id, Date.now())))
  }
  /** A stopwatch as one that was stopped at a moment. */
  async function store(bucketId: string, id: number, end: number): Promise<void> {
    const event = await getEvent(bucketId, id)
    if (event.data['running'] !== true) {
      forgetAnswers()
      notices.show(t('stopwatch.alreadyStopped'))
      return
    }
    const duration = Math.max(0, (end - startOf(event)) / 1000)
    await edits.save(bucketId, { ...event, duration, data: { ...event.data, running: false } }, event)
  }
  function remove({ bucketId, id }: Entry): Promise<boolean> {
    return once(`remove ${bucketId} ${id}`, () =>
      attempt(async () => edits.remove(bucketId, { ...(await getEvent(bucketId, id)), id })),
    )
  }
  function showOlder(): void {
    dayCount.value += DAYS
  }

  const hasAnswer = computed(() => value.value !== undefined)
  return {
    running,
    past,
    days,
    labels,
    dayCount,
    hasAnswer,
    error,
    isLoading,
    reload,
    start,
    stop,
    remove,
    showOlder,
  }
}
