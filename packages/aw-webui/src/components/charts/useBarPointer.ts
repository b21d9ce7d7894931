/** Pointing at bars, dragging over them, and walking along them with the keyboard. */

import { computed, ref } from 'vue'

import { rangeOf } from '@/domain/charts/bars'
import type { Interval } from '@/domain/time/calendar'

export interface BarPointerOptions {
  bins: () => readonly Interval[]
  /** The bar at a distance from the figure's left edge, in pixels. */
  indexAt: (x: number) => number
  /** `y` is where in the figure the pointer was; null if a key did it. */
  open: (index: number, y: number | null) => void
  select: (interval: Interval) => void
}

export function useBarPointer({ bins, indexAt, open, select }: BarPointerOptions) {
  /** The bar pointed at or walked to. */
  const current = ref<number | null>(null)
  /** Where a selection began; null while there is none. */
  const anchor = ref<number | null>(null)
  const from = computed(() => Math.min(anchor.value ?? 0, current.value ?? 0))
  const to = computed(() => Math.max(anchor.value ?? 0, current.value ?? 0))
  const hasSelection = computed(() => anchor.value !== null && from.value < to.value)

  function placeOf(event: PointerEvent): { x: number; y: number } {
    const box = (event.currentTarget as Element).getBoundingClientRect()
    return { x: event.clientX - box.left, y: event.clientY - box.top }
  }
  function take(): void {
    const interval = rangeOf(bins(), from.value, to.value)
    anchor.value = null
    if (interval) select(interval)
  }

  function pointerdown(event: PointerEvent): void {
    if (event.button !== 0 || !bins().length) return
    const target = event.currentTarget as Element
    target.setPointerCapture(event.pointerId)
    current.value = anchor.value = indexAt(placeOf(event).x)
  }
  function pointermove(event: PointerEvent): void {
    if (bins().length) current.value = indexAt(placeOf(event).x)
  }
  function pointerup(event: PointerEvent): void {
    if (anchor.value === null || current.value === null) return
    if (hasSelection.value) return take()
    anchor.value = null
    open(current.value, placeOf(event).y)
  }
  function leave(): void {
    current.value = anchor.value = null
  }

  function walk(index: number, selects: boolean): void {
    const before = current.value ?? index
    if (!selects) anchor.value = null
    else anchor.value ??= before
    current.value = Math.max(0, Math.min(bins().length - 1, index))
  }
  function enter(): void {
    if (hasSelection.value) take()
    else if (current.value !== null) open(current.value, null)
  }
  function keydown(event: KeyboardEvent): void {
    const at = current.value
    const actions: Record<string, () => void> = {
      ArrowLeft: () => walk(at === null ? 0 : at - 1, event.shiftKey),
      ArrowRight: () => walk(at === null ? 0 : at + 1, event.shiftKey),
      Home: () => walk(0, event.shiftKey),
      End: () => walk(bins().length - 1, event.shiftKey),
      Enter: enter,
      Escape: leave,
    }
    const action = actions[event.key]
    if (!action || !bins().length) return
    event.preventDefault()
    action()
  }

  const handlers = {
    pointerdown,
    pointermove,
    pointerup,
    pointerleave: leave,
    pointercancel: leave,
    keydown,
    blur: leave,
  }
  return { current, from, to, hasSelection, handlers }
}
