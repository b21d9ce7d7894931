/** Zoom and move by wheel, drag and pinch; drag with Shift, or in the mode for it, to mark a range. */

import { useEventListener } from '@vueuse/core'
import { scaleLinear } from 'd3-scale'
import { select } from 'd3-selection'
import { type D3ZoomEvent, zoom, type ZoomBehavior, zoomIdentity } from 'd3-zoom'
import { onMounted, type Ref, watch } from 'vue'

import type { Interval } from '@/domain/time/calendar'
import { momentAt } from '@/domain/timeline/layout'
import { NARROWEST, panned, spanOf } from '@/domain/timeline/view'

export interface GestureOptions {
  canvas: Readonly<Ref<HTMLCanvasElement | null>>
  view: Ref<Interval>
  bounds: Readonly<Ref<Interval>>
  width: Readonly<Ref<number>>
  height: Readonly<Ref<number>>
  /** Whether a drag marks a range. */
  isSelecting: Readonly<Ref<boolean>>
  onSelect: (range: Interval, isDone: boolean) => void
}

/** How much of the view the wheel moves with Shift, by pixel of the wheel. */
const WHEEL_SHARE = 1 / 1000

export function useTimelineGestures(options: GestureOptions): void {
  const { canvas, view, bounds, width, height } = options
  const behavior: ZoomBehavior<HTMLCanvasElement, unknown> = zoom<HTMLCanvasElement, unknown>()
    .filter((event: MouseEvent) =>
      event.type === 'wheel' ? !isSideways(event) : !event.button && !marks(event, options),
    )
    .on('zoom', ({ transform, sourceEvent }: D3ZoomEvent<HTMLCanvasElement, unknown>) => {
      if (!sourceEvent) return
      const [start = 0, end = 0] = transform.rescaleX(base()).domain()
      view.value = { start, end }
    })

  /** The scale at which everything fits. */
  function base() {
    return scaleLinear([bounds.value.start, bounds.value.end], [0, width.value])
  }

  /** The gestures start from what is shown, also after it was changed otherwise. */
  function follow(): void {
    const element = canvas.value
    if (!element || !width.value) return
    behavior
      .scaleExtent([1, spanOf(bounds.value) / NARROWEST])
      .extent([
        [0, 0],
        [width.value, height.value],
      ])
      .translateExtent([
        [0, -Infinity],
        [width.value, Infinity],
      ])
    const factor = spanOf(bounds.value) / spanOf(view.value)
    const transform = zoomIdentity.translate(-factor * base()(view.value.start), 0).scale(factor)
    // Where d3-zoom keeps it: its own way to set it would tell of a change that nobody made.
    select(element).property('__zoom', transform)
  }

  onMounted(() => {
    if (canvas.value) select(canvas.value).call(behavior).on('dblclick.zoom', null)
    follow()
  })
  watch([view, bounds, width, height], follow, { flush: 'sync' })
  useWheelSideways(options)
  useRangeDrag(options)

  function useWheelSideways({ canvas }: GestureOptions): void {
    useEventListener(
      canvas,
      'wheel',
      (event: WheelEvent) => {
        if (!isSideways(event)) return
        event.preventDefault()
        view.value = panned(view.value, (event.deltaX || event.deltaY) * WHEEL_SHARE, bounds.value)
      },
      { passive: false },
    )
  }
}

/** A wheel that goes to the side, or with Shift, which some systems turn into one. */
function isSideways(event: Event): boolean {
  return event instanceof WheelEvent && (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY))
}

function marks(event: MouseEvent, { isSelecting }: GestureOptions): boolean {
  return event.shiftKey || isSelecting.value
}

/** How far a drag goes before it marks anything, in pixels. */
const SLACK = 4

function useRangeDrag(options: GestureOptions): void {
  const { canvas, view, width, onSelect } = options
  let from: number | null = null

  const rangeTo = (x: number): Interval => {
    const [left, right] = [from ?? x, x].sort((a, b) => a - b)
    const at = (pixel = 0) => momentAt(Math.min(Math.max(pixel, 0), width.value), view.value, width.value)
    return { start: at(left), end: at(right) }
  }
  useEventListener(canvas, 'pointerdown', (event: PointerEvent) => {
    if (event.button || !marks(event, options)) return
    from = event.offsetX
    canvas.value?.setPointerCapture(event.pointerId)
  })
  useEventListener(canvas, 'pointermove', (event: PointerEvent) => {
    if (from !== null && Math.abs(event.offsetX - from) > SLACK) onSelect(rangeTo(event.offsetX), false)
  })
  useEventListener(canvas, 'pointerup', (event: PointerEvent) => {
    if (from !== null && Math.abs(event.offsetX - from) > SLACK) onSelect(rangeTo(event.offsetX), true)
    from = null
  })
  useEventListener(canvas, 'pointercancel', () => (from = null))
}
