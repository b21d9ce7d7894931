/** The timeline by keys alone: move, zoom, go from event to event, open, mark. */

import type { Interval } from '@/domain/time/calendar'
import { type Item, itemsIn, stepFrom } from '@/domain/timeline/find'
import type { Lane } from '@/domain/timeline/lanes'
import type { Run } from '@/domain/timeline/runs'

export interface TimelineKeyActions {
  lanes: () => readonly Lane[]
  runs: (lane: Lane) => readonly Run[]
  view: () => Interval
  shortest: () => number
  current: () => Item | null
  panBy: (share: number) => void
  zoomBy: (factor: number) => void
  fitDay: () => void
  /** Go to an event or a column. */
  choose: (item: Item | null) => void
  open: (item: Item) => void
  select: (range: Interval) => void
}

/** How far an arrow moves the view, as a share of it. */
const STEP = 0.1

/** How much longer or shorter the view gets by a key. */
const ZOOM = 1.5

/** @returns what to do on `keydown`. */
export function useTimelineKeys(actions: TimelineKeyActions): (event: KeyboardEvent) => void {
  function stepItem(direction: 1 | -1): void {
    const current = actions.current()
    const lane = current?.lane ?? actions.lanes()[0]
    if (!lane) return
    const { start, end } = actions.view()
    const items = itemsIn(lane, actions.runs(lane), { start, end }, actions.shortest())
    const from = current?.start ?? (direction > 0 ? start - 1 : end)
    const next = stepFrom(items, from, direction)
    if (next) actions.choose(next)
    else actions.panBy(direction * STEP)
  }

  /** To the same time in the lane above or below. */
  function stepLane(direction: 1 | -1): void {
    const lanes = actions.lanes()
    const current = actions.current()
    const place = current
      ? lanes.findIndex(({ id }) => id === current.lane.id)
      : direction > 0
        ? -1
        : lanes.length
    const { start, end } = actions.view()
    const at = current?.start ?? (start + end) / 2
    for (let index = place + direction; index >= 0 && index < lanes.length; index += direction) {
      const lane = lanes[index]
      const items = lane ? itemsIn(lane, actions.runs(lane), { start, end }, actions.shortest()) : []
      const item = items.findLast((one) => one.start <= at) ?? items[0]
      if (item) return actions.choose(item)
    }
  }

  function withCurrent(action: (item: Item) => void): void {
    const current = actions.current()
    if (current) action(current)
  }

  const keys: Record<string, () => void> = {
    ArrowLeft: () => actions.panBy(-STEP),
    ArrowRight: () => actions.panBy(STEP),
    PageUp: () => actions.panBy(-1),
    PageDown: () => actions.panBy(1),
    '+': () => actions.zoomBy(1 / ZOOM),
    '=': () => actions.zoomBy(1 / ZOOM),
    '-': () => actions.zoomBy(ZOOM),
    '0': actions.fitDay,
    ArrowUp: () => stepLane(-1),
    ArrowDown: () => stepLane(1),
    ',': () => stepItem(-1),
    '.': () => stepItem(1),
    Enter: () => withCurrent(actions.open),
    s: () => actions.select(actions.current() ?? actions.view()),
    Escape: () => actions.choose(null),
  }

  return (event) => {
    const action = keys[event.key]
    if (!action || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    // Other keys of the page, such as those of the period, are not meant.
    event.stopPropagation()
    action()
  }
}
