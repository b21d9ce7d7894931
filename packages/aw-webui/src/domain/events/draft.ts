/** An event while it is edited: its times as fields, its data as texts, until both can be read. */

import { type AwEvent, endOf, type EventData, startOf } from '@/domain/events/event'
import { fromLocalText, toLocalText } from '@/domain/events/localtime'
import { isoAt } from '@/domain/time/calendar'

export const FIELD_KINDS = ['text', 'number', 'boolean', 'json'] as const
export type FieldKind = (typeof FIELD_KINDS)[number]

/** One value of an event's data. */
export interface Field {
  /** Tells fields apart while their names change. */
  id: number
  name: string
  kind: FieldKind
  /** As it is typed; `true` or `false` for booleans. */
  text: string
}

export interface Draft {
  /** As fields of the type `datetime-local` hold them. */
  start: string
  end: string
  fields: Field[]
  /** The event as it was: what is not touched stays exact, down to parts of a second. */
  original: AwEvent
}

/** Why a draft is no event yet: names of texts in the locale files. */
export type DraftProblem =
  'noStart' | 'noEnd' | 'endBeforeStart' | 'noName' | 'sameName' | 'noNumber' | 'noJson'

export interface Problem {
  what: DraftProblem
  /** The field it is about, if it is one of the data. */
  field?: number
}

export type Reading = { event: AwEvent; problems: [] } | { event: null; problems: Problem[] }

export function draftOf(event: AwEvent, zone: string): Draft {
  return {
    start: toLocalText(startOf(event), zone),
    end: toLocalText(endOf(event), zone),
    fields: Object.entries(event.data).map(([name, value], id) => fieldOf(id, name, value)),
    original: event,
  }
}

/** A field that is not there yet. */
export function newField(fields: readonly Field[]): Field {
  return { id: Math.max(-1, ...fields.map(({ id }) => id)) + 1, name: '', kind: 'text', text: '' }
}

/** The field as another kind; its text is kept where it still means something. */
export function asKind(field: Field, kind: FieldKind): Field {
  return { ...field, kind, text: kind === 'boolean' ? String(field.text === 'true') : field.text }
}

/** The event that a draft describes, or all that is wrong with it. */
export function readDraft(draft: Draft, zone: string): Reading {
  const times = readTimes(draft, zone)
  const problems = [...timeProblems(times), ...draft.fields.flatMap((one) => fieldProblem(one, draft.fields))]
  if (problems.length || times.start === null || times.end === null) return { event: null, problems }
  const data: EventData = Object.fromEntries(draft.fields.map((field) => [field.name.trim(), valueOf(field)]))
  return { event: { ...draft.original, ...timesOf(draft, times.start, times.end), data }, problems: [] }
}

/** The seconds between start and end as they stand; null while one of them is none. */
export function draftSeconds(draft: Draft, zone: string): number | null {
  const { start, end } = readTimes(draft, zone)
  return start === null || end === null ? null : (end - start) / 1000
}

/** What may be a slip, though it can be stored: names of texts in the locale files. */
export type DraftDoubt = 'future' | 'noLabel'

/** Clocks differ by less than this, in milliseconds. */
const SOON = 60_000

export function draftDoubts(draft: Draft, zone: string, now: number): DraftDoubt[] {
  const { end } = readTimes(draft, zone)
  const label = draft.fields.find(({ name }) => name.trim() === 'label')
  return [
    ...(end !== null && end > now + SOON ? (['future'] as const) : []),
    ...(label?.kind === 'text' && !label.text.trim() ? (['noLabel'] as const) : []),
  ]
}

/** Whether anything was changed. */
export function isTouched(draft: Draft, zone: string): boolean {
  const { start, end, fields } = draftOf(draft.original, zone)
  return JSON.stringify([start, end, fields]) !== JSON.stringify([draft.start, draft.end, draft.fields])
}

interface Times {
  start: number | null
  end: number | null
}

/** What was not touched keeps the parts of a second that the field does not show. */
function readTimes({ start, end, original }: Draft, zone: string): Times {
  return {
    start: exact(start, startOf(original), zone),
    end: exact(end, endOf(original), zone),
  }
}

function exact(text: string, before: number, zone: string): number | null {
  return text === toLocalText(before, zone) ? before : fromLocalText(text, zone)
}

function timesOf(draft: Draft, start: number, end: number): Pick<AwEvent, 'timestamp' | 'duration'> {
  const { original } = draft
  if (start === startOf(original) && end === endOf(original)) {
    return { timestamp: original.timestamp, duration: original.duration }
  }
  return { timestamp: isoAt(start), duration: Math.round((end - start) * 1000) / 1_000_000 }
}

function timeProblems({ start, end }: Times): Problem[] {
  if (start === null) return [{ what: 'noStart' }]
  if (end === null) return [{ what: 'noEnd' }]
  return end < start ? [{ what: 'endBeforeStart' }] : []
}

function fieldProblem(field: Field, all: readonly Field[]): Problem[] {
  const { id, kind, text } = field
  const name = field.name.trim()
  if (!name) return [{ what: 'noName', field: id }]
  if (all.some((one) => one.id < id && one.name.trim() === name)) return [{ what: 'sameName', field: id }]
  if (kind === 'number' && (text.trim() === '' || !Number.isFinite(Number(text))))
    return [{ what: 'noNumber', field: id }]
  return kind === 'json' && !isJson(text) ? [{ what: 'noJson', field: id }] : []
}

function fieldOf(id: number, name: string, value: unknown): Field {
  if (typeof value === 'string') return { id, name, kind: 'text', text: value }
  if (typeof value === 'number') return { id, name, kind: 'number', text: String(value) }
  if (typeof value === 'boolean') return { id, name, kind: 'boolean', text: String(value) }
  return { id, name, kind: 'json', text: JSON.stringify(value, null, 2) }
}

function valueOf({ kind, text }: Field): unknown {
  if (kind === 'number') return Number(text)
  if (kind === 'boolean') return text === 'true'
  return kind === 'json' ? JSON.parse(text) : text
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
