/** The pictures of the timeline's lanes: asked for by what is in view, kept in memory, fetched ahead beside it. */

import { useDebounceFn, useIntervalFn } from '@vueuse/core'
import { computed, onScopeDispose, type Ref, shallowRef, watch } from 'vue'
import { useI18n } from 'vue-i18n'

import { countEvents, getEvent, runQuery } from '@/api'
import { type ChangeByHand, changesByHand } from '@/composables/useQuery'
import { useScope } from '@/composables/useScope'
import { type AwEvent, endOf, startOf } from '@/domain/events/event'
import { type LaneColumns, laneColumnsQuery, laneEventsQuery, readsBucket } from '@/domain/queries/timeline'
import type { Interval } from '@/domain/time/calendar'
import { CATEGORY_LANE, COLOR_KEY, type Lane } from '@/domain/timeline/lanes'
import { Grid, levelFor, type TileKey } from '@/domain/timeline/levels'
import { lookOf } from '@/domain/timeline/look'
import { columnsOf, merged, type Picture, spansOf, withRest } from '@/domain/timeline/picture'
import { Queue } from '@/domain/timeline/queue'
import { type Run, runsOf } from '@/domain/timeline/runs'
import { TileStore } from '@/domain/timeline/tilestore'
import { overlaps, spanOf } from '@/domain/timeline/view'
import { useCategories } from '@/stores/categories'
import { useSettings } from '@/stores/settings'

/**
 * Where a tile has up to so many events on average, events are drawn, elsewhere columns: by the average, so that a lane
 * looks the same from end to end.
 */
const USUAL_EVENTS = 800

/** A tile with more than this has columns in any case. */
const MOST_EVENTS = 6000

/** How many things are named in a column; the others count as one for each colour. */
const MOST_PARTS = 12

/** How many requests are under way at a time: more would wait in the server. */
const AT_ONCE = 3

/** While the view moves, requests wait so long for it to rest; in milliseconds. */
const REST = 60

/** Tiles that end before this long ago do not change any more by themselves; others are asked for again after it. */
const SETTLED = 600_000
const REFRESH = 30_000

interface TileJob {
  key: string
  lane: Lane
  tile: TileKey
}

export function useTimelineTiles(lanes: Ref<readonly Lane[]>, view: Ref<Interval>, width: Ref<number>) {
  const { t, locale } = useI18n()
  const settings = useSettings()
  const categories = useCategories()
  const scope = useScope()
  /** Counts what arrived, for those who draw. */
  const version = shallowRef(0)
  const waiting = shallowRef(0)
  const error = shallowRef<Error | null>(null)
  const store = shallowRef(newStore())
  const level = computed(() => levelFor(view.value, width.value))
  const tiles = computed(() => store.value.grid.tilesIn(view.value, level.value))
  const queue = new Queue<TileJob>(load, AT_ONCE, () => (waiting.value = queue.size))
  const drawn = new Map<string, { key: string; runs: Run[] }>()
  const densities = new Map<string, Promise<number>>()
  let failedAt = 0

  function newStore(): TileStore {
    return new TileStore(new Grid(settings.calendar))
  }

  function request(): void {
    const now = Date.now()
    if (now - failedAt < REFRESH) return
    queue.want([...jobsFor(tiles.value, now), ...jobsFor(besides(tiles.value), now)])
    waiting.value = queue.size
  }
  const requestSoon = useDebounceFn(request, REST, { maxWait: 4 * REST })

  function jobsFor(places: readonly TileKey[], now: number): TileJob[] {
    return places.flatMap((tile) => {
      const interval = store.value.grid.intervalOf(tile)
      return lanes.value
        .filter((lane) => overlaps(lane.range, interval))
        .filter(
          (lane) => store.value.isWanted(lane.id, tile, now) && !store.value.isKnownAbove(lane.id, tile, now),
        )
        .map((lane) => ({ key: `${lane.id}\0${tile.level}\0${tile.index}`, lane, tile }))
    })
  }

  async function load({ lane, tile }: TileJob, signal: AbortSignal): Promise<void> {
    const into = store.value
    const interval = into.grid.intervalOf(tile)
    try {
      const picture = await ask(lane, tile, into.grid, signal)
      if (signal.aborted) return
      into.put(lane.id, tile, picture, staleAt(interval))
      error.value = null
    } catch (failure) {
      if (signal.aborted) return
      failedAt = Date.now()
      error.value = failure instanceof Error ? failure : new Error(String(failure))
      queue.want([])
      waiting.value = 0
    }
    version.value += 1
  }

  async function ask(lane: Lane, tile: TileKey, grid: Grid, signal: AbortSignal): Promise<Picture> {
    const interval = grid.intervalOf(tile)
    const look = lookOf(lane.kind, categories.colorOf, t('common.uncategorized'))
    if ((await densityOf(lane)) * spanOf(interval) <= USUAL_EVENTS || tile.level === 0) {
      const query = laneEventsQuery(lane, scope.value, MOST_EVENTS)
      const [found = []] = await runQuery<AwEvent[]>(query, [interval], signal)
      const events = await withWholeOnes(found, lane, interval, signal)
      const spans = spansOf(events, look)
      if (found.length < MOST_EVENTS || tile.level === 0)
        return { kind: 'spans', spans: lane.kind === 'categories' ? merged(spans) : spans }
    }
    const borders = grid.bordersOf(tile)
    const query = laneColumnsQuery(lane, scope.value, borders, MOST_PARTS)
    const [found] = await runQuery<LaneColumns<AwEvent>>(query, [interval], signal)
    const events = withRest(found?.parts ?? [], found?.totals ?? [], COLOR_KEY[lane.kind])
    return { kind: 'columns', columns: columnsOf(events, borders, look) }
  }

  /** Events a millisecond, over all time; asked once. */
  function densityOf(lane: Lane): Promise<number> {
    let known = densities.get(lane.id)
    if (!known) {
      known = measureDensity(lane)
      known.catch(() => densities.delete(lane.id))
      densities.set(lane.id, known)
    }
    return known
  }

  /** What is known of a lane in view, from left to right; the same lists until there is more. */
  function runs(lane: Lane): Run[] {
    // With those beside it: what reaches into view is found and named whole.
    const [before, after] = besides(tiles.value)
    const key = [version.value, level.value, before?.index, after?.index].join(' ')
    const known = drawn.get(lane.id)
    if (known?.key === key) return known.runs
    const made = runsOf(
      store.value.pieces(
        lane.id,
        [before, ...tiles.value, after].filter((tile) => tile !== undefined),
      ),
    )
    drawn.set(lane.id, { key, runs: made })
    return made
  }

  function retry(): void {
    failedAt = 0
    error.value = null
    request()
  }

  /** What other rules or another calendar made is of no use. */
  function startAnew(): void {
    queue.want([])
    store.value = newStore()
    drawn.clear()
    request()
  }

  /** What shows the bucket that was changed is asked for again, and not kept if it was asked for before. */
  function askAgain({ bucketId }: ChangeByHand): void {
    const merged = { kind: 'categories', bucketId: null } as const
    const isMerged = bucketId === null || readsBucket(merged, scope.value, bucketId)
    const isMeant = (id: string) => bucketId === null || id === bucketId || (isMerged && id === CATEGORY_LANE)
    store.value.makeStale(isMeant)
    queue.end(({ lane }) => isMeant(lane.id))
    request()
  }

  watch([tiles, lanes], () => void requestSoon(), { immediate: true })
  watch(() => JSON.stringify([scope.value, settings.calendar]), startAnew)
  watch([() => categories.colorOf, locale], startAnew)
  // Each of several at once may be about another bucket.
  watch(changesByHand, askAgain, { flush: 'sync' })
  useIntervalFn(request, REFRESH)
  onScopeDispose(() => queue.want([]))

  return { runs, version, level, isLoading: computed(() => waiting.value > 0), error, retry }
}

/** More than this reach beyond a tile only where events lie on each other; those stay cut. */
const MOST_CUT = 8

/** Queries cut events to the tile; those at its borders are asked for whole, with the category that was found. */
async function withWholeOnes(
  events: readonly AwEvent[],
  { bucketId }: Lane,
  interval: Interval,
  signal: AbortSignal,
): Promise<AwEvent[]> {
  const cut = events.filter((event) => startOf(event) <= interval.start || endOf(event) >= interval.end)
  if (bucketId === null || cut.length > MOST_CUT) return [...events]
  const whole = new Map(
    await Promise.all(
      cut.map(
        async ({ id }) => [id, typeof id === 'number' ? await getEvent(bucketId, id, signal) : null] as const,
      ),
    ),
  )
  return events.map((event) => {
    const { timestamp, duration } = whole.get(event.id) ?? event
    return { ...event, timestamp, duration }
  })
}

async function measureDensity({ counted, range }: Lane): Promise<number> {
  const counts = await Promise.all(counted.map((id) => countEvents(id)))
  return counts.reduce((sum, count) => sum + count, 0) / Math.max(spanOf(range), 1)
}

/** The tiles that come next when the view moves. */
function besides(tiles: readonly TileKey[]): TileKey[] {
  const first = tiles[0]
  const last = tiles.at(-1)
  if (!first || !last) return []
  return [
    { level: first.level, index: first.index - 1 },
    { level: last.level, index: last.index + 1 },
  ]
}

function staleAt({ end }: Interval): number {
  const now = Date.now()
  return end < now - SETTLED ? Infinity : now + REFRESH
}
