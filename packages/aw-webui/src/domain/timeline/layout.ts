/** Where lanes lie, from top to bottom, and which bars they have. */

import type { Interval } from '@/domain/time/calendar'
import type { Lane } from '@/domain/timeline/lanes'
import { firstReaching, type Span } from '@/domain/timeline/picture'
import { spanOf } from '@/domain/timeline/view'

/** Heights in pixels. */
export const AXIS_HEIGHT = 24
export const LANE_HEIGHT = 34
export const GROUP_HEIGHT = 24
export const LANE_GAP = 4

export interface Row {
  /** None for the name of a group. */
  lane: Lane | null
  /** The device; empty for all devices. */
  host: string
  top: number
  height: number
}

/** Rows under the axis: each device's lanes stand under its name. */
export function rowsOf(lanes: readonly Lane[]): Row[] {
  const rows: Row[] = []
  let top = AXIS_HEIGHT
  let host = ''
  const add = (row: Pick<Row, 'lane' | 'host'>, height: number) => {
    rows.push({ ...row, top, height })
    top += height
  }
  for (const lane of lanes) {
    if (lane.host !== host) add({ lane: null, host: lane.host }, GROUP_HEIGHT)
    host = lane.host
    add({ lane, host }, LANE_HEIGHT)
  }
  return rows
}

export function heightOf(rows: readonly Row[]): number {
  const last = rows.at(-1)
  return (last ? last.top + last.height : AXIS_HEIGHT) + LANE_GAP
}

export function laneAt(rows: readonly Row[], y: number): Lane | null {
  return rows.find(({ top, height }) => y >= top && y < top + height)?.lane ?? null
}

/** Pixels of a moment. */
export function xOf(moment: number, view: Interval, width: number): number {
  return ((moment - view.start) / spanOf(view)) * width
}

/** The moment at a pixel. */
export function momentAt(x: number, view: Interval, width: number): number {
  return view.start + (x / width) * spanOf(view)
}

/** What bars of a lane are drawn from. */
export interface Scene {
  view: Interval
  width: number
  /** Only this part of the view, where the picture reaches. */
  clip: Interval
  /** Leave out events shorter than this, in milliseconds. */
  shortest: number
}

/**
 * Hands over the bars of some events from left to right, in pixels.
 *
 * Neighbours too narrow to be seen become one bar a pixel wide, of the longest among them.
 */
export function eachBar(
  spans: readonly Span[],
  { view, width, clip, shortest }: Scene,
  draw: (x: number, width: number, span: Span) => void,
): void {
  const scale = width / spanOf(view)
  let tiny: Span | null = null
  let tinyPixel = -1
  const drawTiny = () => {
    if (tiny) draw(tinyPixel, 1, tiny)
    tiny = null
  }
  for (let index = firstReaching(spans, clip.start); index < spans.length; index += 1) {
    const span = spans[index]
    if (!span || span.start >= clip.end) break
    if (span.end <= clip.start || span.end - span.start < shortest) continue
    const left = (Math.max(span.start, clip.start) - view.start) * scale
    const right = (Math.min(span.end, clip.end) - view.start) * scale
    if (right - left >= 1) {
      drawTiny()
      draw(left, right - left, span)
      continue
    }
    const pixel = Math.floor(left)
    if (pixel !== tinyPixel) drawTiny()
    if (!tiny || spanOf(span) > spanOf(tiny)) tiny = span
    tinyPixel = pixel
  }
  drawTiny()
}
