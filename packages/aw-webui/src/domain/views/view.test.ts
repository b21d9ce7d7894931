import { describe, expect, it } from 'vitest'

import {
  changed,
  DEFAULT_VIEWS,
  keptViews,
  readViews,
  visualizationId,
  withElement,
  withChangedElement,
  withMovedElement,
  withoutElement,
  withoutView,
  withView,
} from '@/domain/views/view'

const VIEW = { id: 'v', name: 'V', elements: [{ type: 'a' }, { type: 'b' }, { type: 'c' }] }

describe('readViews', () => {
  it('shows the usual views where nothing is kept, or nothing that can be read', () => {
    for (const stored of [undefined, null, [], 'x', [1], [{ elements: [] }]]) {
      expect(readViews(stored)).toEqual(DEFAULT_VIEWS)
    }
  })

  it('reads what other front ends keep, and keeps what it does not know', () => {
    const stored = [
      {
        id: 'summary',
        name: 'Summary',
        elements: [
          { type: 'top_apps', size: 3 },
          { type: 'strange', props: { a: 1 } },
        ],
      },
      { name: 'No id', elements: 'none', color: 'red' },
    ]
    expect(readViews(stored)).toEqual([stored[0], { id: 'No id', name: 'No id', elements: [], color: 'red' }])
  })

  it('drops elements without a type, and props that are none', () => {
    expect(readViews([{ id: 'v', elements: [{}, null, { type: 'a', props: [], size: 'x' }] }])).toEqual([
      { id: 'v', name: 'v', elements: [{ type: 'a' }] },
    ])
  })

  it('tells views with the same id apart', () => {
    const stored = [
      { id: 'v', name: 'One' },
      { id: 'v', name: 'Two' },
    ]
    expect(readViews(stored).map(({ id }) => id)).toEqual(['v', 'v-2'])
  })
})

describe('what is kept of changed views', () => {
  const stored = [
    { id: 'a', elements: [{ type: 'x', size: 'wide' }, { kind: 'strange' }, { type: 'y' }], color: 'red' },
    'strange',
    { name: 'No id' },
  ]

  it('is what was written, where nothing was changed', () => {
    expect(keptViews(stored, readViews(stored))).toEqual(stored)
  })

  it('has the change, and all that other front ends wrote', () => {
    const next = changed(readViews(stored), 'a', (view) => withChangedElement(view, 1, { size: 2 }))
    expect(keptViews(stored, next)).toEqual([
      {
        id: 'a',
        name: 'a',
        elements: [{ type: 'x', size: 'wide' }, { kind: 'strange' }, { type: 'y', size: 2 }],
        color: 'red',
      },
      ...stored.slice(1),
    ])
    expect(new Set(keptViews(stored, withoutView(next, 'a')))).toEqual(new Set(stored.slice(1)))
  })
})

describe('changes', () => {
  it('give a new view an id that is free', () => {
    const views = withView(withView([VIEW], 'My view'), 'My view')
    expect(views.map(({ id }) => id)).toEqual(['v', 'my-view', 'my-view-2'])
  })

  it('remove a view', () => {
    expect(withoutView([VIEW], 'v')).toEqual([])
  })

  it('move an element, at most to either end', () => {
    const types = (from: number, to: number) =>
      withMovedElement(VIEW, from, to).elements.map(({ type }) => type)
    expect(types(0, 2)).toEqual(['b', 'c', 'a'])
    expect(types(2, -5)).toEqual(['c', 'a', 'b'])
    expect(types(7, 0)).toEqual(['a', 'b', 'c'])
  })

  it('add, change and remove an element and leave the view as it was', () => {
    expect(withElement(VIEW, { type: 'd' }).elements).toHaveLength(4)
    expect(withoutElement(VIEW, 1).elements.map(({ type }) => type)).toEqual(['a', 'c'])
    expect(withChangedElement(VIEW, 1, { size: 2 }).elements[1]).toEqual({ type: 'b', size: 2 })
    expect(changed([VIEW], 'v', (view) => ({ ...view, name: 'W' }))[0]?.name).toBe('W')
    expect(VIEW.elements).toEqual([{ type: 'a' }, { type: 'b' }, { type: 'c' }])
  })
})

it('knows what other front ends call the same', () => {
  expect(visualizationId('timeline_barchart')).toBe('hour_of_day')
  expect(visualizationId('top_apps')).toBe('top_apps')
  expect(visualizationId('constructor')).toBe('constructor')
})
