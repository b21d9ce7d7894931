/** Views: lists of visualisations that a person puts together, in the shape that front ends share. */

import { isRecord, ownValue } from '@/domain/record'
import { listOf, recordOf, rewritten } from '@/domain/settings/shared'

/** Sizes: how many columns wide. */
export const SIZES = [1, 2, 3] as const

export interface ViewElement {
  /** The id of a visualisation. */
  type: string
  /** What it is set to, such as which bucket it shows. */
  props?: Record<string, unknown>
  size?: number
}

export interface View {
  id: string
  name: string
  elements: ViewElement[]
}

/** What is shown where nothing is set up. The names of these are translated by their ids. */
export const DEFAULT_VIEWS: readonly View[] = [
  view('summary', 'Summary', [
    'top_apps',
    'top_titles',
    'category_tree',
    'top_categories',
    'category_sunburst',
    'top_domains',
  ]),
  view('window', 'Window', ['top_apps', 'top_titles', 'hour_of_day']),
  view('browser', 'Browser', ['top_domains', 'top_urls', 'top_browser_titles']),
  view('editor', 'Editor', ['top_editor_projects', 'top_editor_files', 'top_editor_languages']),
]

function view(id: string, name: string, types: readonly string[]): View {
  return { id, name, elements: types.map((type) => ({ type })) }
}

/** The views in what the server keeps; the usual ones if there are none. What is unknown in them is kept. */
export function readViews(stored: unknown): View[] {
  const views = Array.isArray(stored) ? stored.flatMap(readView) : []
  return views.length ? withUniqueIds(views) : DEFAULT_VIEWS.map(copyOf)
}

/**
 * What the server is to keep once views have been changed.
 *
 * What was not changed stays as other front ends wrote it, and so does what cannot be read here.
 */
export function keptViews(stored: unknown, next: readonly View[]): unknown[] {
  const elementsOf = (id: string) => recordOf(listOf(stored).find((entry) => idOf(entry) === id))['elements']
  return rewritten(stored, readView, next).map((one) => {
    const view = next.find((other) => other === one)
    return view ? { ...view, elements: rewritten(elementsOf(view.id), readElement, view.elements) } : one
  })
}

function idOf(value: unknown): string | undefined {
  return readView(value)[0]?.id
}

function readView(value: unknown): View[] {
  if (!isRecord(value)) return []
  const name = typeof value['name'] === 'string' && value['name'] ? value['name'] : value['id']
  if (typeof name !== 'string' || !name) return []
  const id = typeof value['id'] === 'string' && value['id'] ? value['id'] : name
  const elements = Array.isArray(value['elements']) ? value['elements'].flatMap(readElement) : []
  return [{ ...value, id, name, elements }]
}

function readElement(value: unknown): ViewElement[] {
  if (!isRecord(value) || typeof value['type'] !== 'string') return []
  const { type, props, size, ...rest } = value
  return [
    {
      ...rest,
      type,
      ...(isRecord(props) && { props }),
      ...(typeof size === 'number' && { size }),
    },
  ]
}

function copyOf(one: View): View {
  return { ...one, elements: one.elements.map((element) => ({ ...element })) }
}

/** Of views with the same id only the first can be chosen: the others get ids of their own. */
function withUniqueIds(views: readonly View[]): View[] {
  const seen = new Set<string>()
  return views.map((one) => {
    const id = freeId(one.id, seen)
    seen.add(id)
    return { ...one, id }
  })
}

function freeId(wanted: string, taken: ReadonlySet<string>): string {
  let id = wanted
  for (let number = 2; taken.has(id); number += 1) id = `${wanted}-${number}`
  return id
}

/** With a new, empty view at the end. */
export function withView(views: readonly View[], name: string): View[] {
  const wanted = name.trim().toLowerCase().replace(/\s+/g, '-') || 'view'
  const id = freeId(wanted, new Set(views.map((one) => one.id)))
  return [...views, { id, name: name.trim() || id, elements: [] }]
}

export function withoutView(views: readonly View[], id: string): View[] {
  return views.filter((one) => one.id !== id)
}

/** With one view replaced by another. */
export function changed(views: readonly View[], id: string, change: (view: View) => View): View[] {
  return views.map((one) => (one.id === id ? change(one) : one))
}

export function withElement(one: View, element: ViewElement): View {
  return { ...one, elements: [...one.elements, element] }
}

export function withoutElement(one: View, index: number): View {
  return { ...one, elements: one.elements.filter((_, at) => at !== index) }
}

export function withChangedElement(one: View, index: number, change: Partial<ViewElement>): View {
  return {
    ...one,
    elements: one.elements.map((element, at) => (at === index ? { ...element, ...change } : element)),
  }
}

/** With an element at another place; places outside are the first and the last. */
export function withMovedElement(one: View, from: number, to: number): View {
  const elements = [...one.elements]
  const [moved] = elements.splice(from, 1)
  if (!moved) return one
  elements.splice(Math.max(0, Math.min(elements.length, to)), 0, moved)
  return { ...one, elements }
}

/** Ids that other front ends give what is shown here under another one. */
const ALIASES: Readonly<Record<string, string>> = {
  timeline_barchart: 'hour_of_day',
  sunburst_clock: 'hour_of_day',
  custom_vis: 'custom_page',
  top_stopwatch: 'top_stopwatches',
}

export function visualizationId(type: string): string {
  return ownValue(ALIASES, type) ?? type
}
