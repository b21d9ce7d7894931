/** Draws the timeline on a canvas. */

import type { Paints } from '@/components/timeline/paints'
import type { Interval } from '@/domain/time/calendar'
import type { Lane } from '@/domain/timeline/lanes'
import { AXIS_HEIGHT, eachBar, LANE_GAP, type Row, xOf } from '@/domain/timeline/layout'
import { type Column, type Span, visible } from '@/domain/timeline/picture'
import type { Run } from '@/domain/timeline/runs'
import { spanOf } from '@/domain/timeline/view'

export interface LabelledTick {
  at: number
  label: string
  isMajor: boolean
}

/** All that is drawn. */
export interface Drawing {
  view: Interval
  width: number
  height: number
  rows: readonly Row[]
  runs: (lane: Lane) => Run[]
  ticks: readonly LabelledTick[]
  /** Leave out events shorter than this, in milliseconds. */
  shortest: number
  selection: Interval | null
  /** The event or column that is looked at. */
  marked: { laneId: string; place: Interval } | null
  now: number
}

const FONT = '12px system-ui, sans-serif'

/** A bar narrower than this has no name in it, in pixels. */
const NAMED = 34

export function draw(context: CanvasRenderingContext2D, paints: Paints, drawing: Drawing): void {
  const { width, height } = drawing
  context.clearRect(0, 0, width, height)
  context.font = FONT
  context.textBaseline = 'middle'
  drawFuture(context, paints, drawing)
  drawTicks(context, paints, drawing)
  for (const row of drawing.rows) if (row.lane) drawLane(context, paints, drawing, row, row.lane)
  drawSelection(context, paints, drawing)
}

function drawFuture(
  context: CanvasRenderingContext2D,
  paints: Paints,
  { view, width, height, now }: Drawing,
): void {
  const x = Math.max(0, xOf(now, view, width))
  if (x >= width) return
  context.fillStyle = paints.css('var(--surface-raised)')
  context.fillRect(x, AXIS_HEIGHT, width - x, height)
}

function drawTicks(
  context: CanvasRenderingContext2D,
  paints: Paints,
  { view, width, height, ticks }: Drawing,
): void {
  for (const { at, label, isMajor } of ticks) {
    const x = Math.round(xOf(at, view, width))
    context.fillStyle = paints.css(isMajor ? 'var(--line-strong)' : 'var(--line)')
    context.fillRect(x, isMajor ? 0 : AXIS_HEIGHT - 6, 1, height)
    if (x < 0) continue
    context.fillStyle = paints.css(isMajor ? 'var(--text)' : 'var(--text-muted)')
    context.fillText(label, x + 4, AXIS_HEIGHT / 2)
  }
}

/** The inside of a row that bars are drawn in. */
interface Band {
  top: number
  height: number
}

/** Presence is background to what was done: a strip in the middle. */
const STRIP = 14

function bandOf(top: number, height: number, { kind }: Lane): Band {
  const inside = kind === 'presence' ? STRIP : height - LANE_GAP
  return { top: top + (height - inside) / 2, height: inside }
}

function drawLane(
  context: CanvasRenderingContext2D,
  paints: Paints,
  drawing: Drawing,
  { top, height }: Row,
  lane: Lane,
): void {
  const band = bandOf(top, height, lane)
  context.fillStyle = paints.css('var(--line)')
  context.fillRect(0, top + height - 1, drawing.width, 1)
  for (const { kind, items, clip } of drawing.runs(lane)) {
    const inView = {
      start: Math.max(clip.start, drawing.view.start),
      end: Math.min(clip.end, drawing.view.end),
    }
    if (kind === 'columns') drawColumns(context, paints, drawing, band, visible(items, inView), inView)
    else drawSpans(context, paints, drawing, band, items, inView)
  }
  if (drawing.marked?.laneId === lane.id) drawMark(context, paints, drawing, band, drawing.marked.place)
}

function drawColumns(
  context: CanvasRenderingContext2D,
  paints: Paints,
  { view, width }: Drawing,
  { top, height }: Band,
  columns: readonly Column[],
  clip: Interval,
): void {
  for (const { start, end, layers } of columns) {
    const left = Math.round(xOf(Math.max(start, clip.start), view, width))
    const right = Math.round(xOf(Math.min(end, clip.end), view, width))
    const gap = right - left > 4 ? 1 : 0
    let bottom = top + height
    for (const { share, color, style } of layers) {
      const part = share * height
      context.fillStyle = paints.fill(context, color, style)
      context.fillRect(left, bottom - part, Math.max(1, right - left - gap), part)
      bottom -= part
    }
  }
}

function drawSpans(
  context: CanvasRenderingContext2D,
  paints: Paints,
  { view, width, shortest }: Drawing,
  { top, height }: Band,
  spans: readonly Span[],
  clip: Interval,
): void {
  eachBar(spans, { view, width, clip, shortest }, (x, barWidth, { color, style, label }) => {
    const gap = barWidth > 4 ? 0.75 : 0
    context.fillStyle = paints.fill(context, color, style)
    context.fillRect(x, top, barWidth - gap, height)
    if (barWidth < NAMED || !label) return
    const text = fitting(context, label, barWidth - 10)
    if (!text) return
    if (style === 'solid') context.fillStyle = paints.ink(color)
    else writeOnPlate(context, paints, text, x + 2, top + height / 2)
    context.fillText(text, x + 5, top + height / 2)
  })
}

/** On a pattern a name is read only on a plate of its own. */
function writeOnPlate(
  context: CanvasRenderingContext2D,
  paints: Paints,
  text: string,
  x: number,
  y: number,
): void {
  context.fillStyle = paints.css('var(--surface)')
  context.fillRect(x, y - 8, widthOf(context, text) + 6, 16)
  context.fillStyle = paints.css('var(--text)')
}

function drawMark(
  context: CanvasRenderingContext2D,
  paints: Paints,
  { view, width }: Drawing,
  { top, height }: Band,
  { start, end }: Interval,
): void {
  const left = xOf(start, view, width)
  context.strokeStyle = paints.css('var(--text)')
  context.lineWidth = 2
  context.strokeRect(left, top, Math.max(2, (spanOf({ start, end }) / spanOf(view)) * width), height)
}

function drawSelection(
  context: CanvasRenderingContext2D,
  paints: Paints,
  { view, width, height, selection }: Drawing,
): void {
  if (!selection) return
  const left = xOf(selection.start, view, width)
  const right = xOf(selection.end, view, width)
  context.fillStyle = paints.css('var(--accent)')
  context.globalAlpha = 0.16
  context.fillRect(left, 0, right - left, height)
  context.globalAlpha = 1
  context.fillRect(left, 0, 1.5, height)
  context.fillRect(right - 1.5, 0, 1.5, height)
}

const widths = new Map<string, number>()

/** Most texts whose width is remembered. */
const REMEMBERED = 5000

function widthOf(context: CanvasRenderingContext2D, text: string): number {
  let width = widths.get(text)
  if (width === undefined) {
    if (widths.size >= REMEMBERED) widths.clear()
    width = context.measureText(text).width
    widths.set(text, width)
  }
  return width
}

/** As much of the text as there is room for; empty if that would say nothing. */
function fitting(context: CanvasRenderingContext2D, text: string, room: number): string {
  const width = widthOf(context, text)
  if (width <= room) return text
  const letters = Math.floor((text.length * room) / width) - 1
  return letters < 3 ? '' : `${text.slice(0, letters)}…`
}
