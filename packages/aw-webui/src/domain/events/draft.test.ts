import { describe, expect, it } from 'vitest'

import {
  asKind,
  type Draft,
  draftDoubts,
  draftOf,
  draftSeconds,
  isTouched,
  newField,
  readDraft,
} from '@/domain/events/draft'
import type { AwEvent } from '@/domain/events/event'

const ZONE = 'Europe/Berlin'
const EVENT: AwEvent = {
  id: 7,
  timestamp: '2025-06-10T07:02:30.123000+00:00',
  duration: 59.987654,
  data: { title: 'Inbox', count: 3, audible: false, tabs: [1, { a: null }] },
}

function changed(change: Partial<Draft>): Draft {
  return { ...draftOf(EVENT, ZONE), ...change }
}

function whatIsWrong(draft: Draft): string[] {
  return readDraft(draft, ZONE).problems.map(({ what }) => what)
}

describe('a draft that nobody touched', () => {
  it('reads as the event it was made of, to the microsecond', () => {
    expect(readDraft(draftOf(EVENT, ZONE), ZONE).event).toEqual(EVENT)
    expect(isTouched(draftOf(EVENT, ZONE), ZONE)).toBe(false)
  })

  it('shows each value by its kind', () => {
    expect(draftOf(EVENT, ZONE).fields.map(({ kind }) => kind)).toEqual(['text', 'number', 'boolean', 'json'])
  })
})

describe('changed times', () => {
  it('keep the start exact when only the end moves', () => {
    const event = readDraft(changed({ end: '2025-06-10T09:10:00' }), ZONE).event
    expect(event?.timestamp).toBe('2025-06-10T07:02:30.123Z')
    expect(event?.duration).toBe(449.877)
  })

  it('give the duration as they are typed', () => {
    expect(draftSeconds(changed({ start: '2025-06-10T09:00:00', end: '2025-06-10T09:10:00' }), ZONE)).toBe(
      600,
    )
    expect(draftSeconds(changed({ start: '' }), ZONE)).toBeNull()
  })

  it('are refused when the end is before the start, or one is missing', () => {
    expect(whatIsWrong(changed({ end: '2025-06-10T09:00:00' }))).toEqual(['endBeforeStart'])
    expect(whatIsWrong(changed({ start: '' }))).toEqual(['noStart'])
    expect(whatIsWrong(changed({ end: '' }))).toEqual(['noEnd'])
  })
})

describe('changed data', () => {
  const [title, count, audible, tabs] = draftOf(EVENT, ZONE).fields

  it('keeps the type of each value', () => {
    if (!title || !count || !audible || !tabs) throw new Error('four fields')
    const fields = [
      { ...title, name: ' name ', text: '5' },
      { ...count, text: '4.5' },
      { ...audible, text: 'true' },
      { ...tabs, text: '{"a": []}' },
    ]
    expect(readDraft(changed({ fields }), ZONE).event?.data).toEqual({
      name: '5',
      count: 4.5,
      audible: true,
      tabs: { a: [] },
    })
  })

  it('is refused where a value is none of its kind, or a name is missing or there twice', () => {
    if (!title || !count || !tabs) throw new Error('fields')
    expect(whatIsWrong(changed({ fields: [{ ...count, text: '4,5' }] }))).toEqual(['noNumber'])
    expect(whatIsWrong(changed({ fields: [{ ...count, text: ' ' }] }))).toEqual(['noNumber'])
    expect(whatIsWrong(changed({ fields: [{ ...tabs, text: '{' }] }))).toEqual(['noJson'])
    expect(whatIsWrong(changed({ fields: [{ ...title, name: ' ' }] }))).toEqual(['noName'])
    expect(whatIsWrong(changed({ fields: [title, { ...count, name: 'title' }] }))).toEqual(['sameName'])
  })

  it('may get further fields', () => {
    const { fields } = draftOf(EVENT, ZONE)
    expect(newField(fields).id).toBe(4)
    expect(newField([]).id).toBe(0)
    expect(asKind({ id: 0, name: 'x', kind: 'text', text: 'yes' }, 'boolean').text).toBe('false')
  })
})

describe('what may be a slip', () => {
  const now = Date.parse('2026-06-10T12:00:00Z')
  const doubts = (timestamp: string, data: Record<string, unknown>) =>
    draftDoubts(draftOf({ timestamp, duration: 600, data }, 'UTC'), 'UTC', now)

  it('is a time that has not come, and a label without a word', () => {
    expect(doubts('2030-01-01T09:00:00Z', { label: ' ' })).toEqual(['future', 'noLabel'])
    expect(doubts('2026-06-10T11:50:30Z', { label: 'Call' })).toEqual([])
  })
  it('is not that an event of a watcher has no label', () => {
    expect(doubts('2026-06-10T09:00:00Z', { app: 'Code' })).toEqual([])
  })
})
