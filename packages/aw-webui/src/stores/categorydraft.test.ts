import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { nextTick } from 'vue'

import type { Category } from '@/domain/categories/category'
import { DEFAULT_CATEGORIES } from '@/domain/categories/defaults'
import { renamed } from '@/domain/categories/tree'
import { useCategories } from '@/stores/categories'
import { useCategoryDraft } from '@/stores/categorydraft'
import { useSettings } from '@/stores/settings'

const CLASSES: Category[] = [
  { id: 1, name: ['Work'], rule: { type: 'regex', regex: 'vim' } },
  { id: 2, name: ['Work', 'Mail'], rule: { type: 'regex', regex: 'mail' } },
]

/** What the server keeps. */
let kept: Record<string, unknown>

beforeEach(async () => {
  kept = { classes: CLASSES }
  vi.stubGlobal('fetch', (address: string, { method, body }: { method: string; body?: string }) => {
    const name = /settings\/(.+)$/.exec(address)?.[1]
    if (method === 'POST' && name) kept[name] = JSON.parse(body ?? 'null')
    return Promise.resolve(new Response(JSON.stringify(name ? (kept[name] ?? null) : kept)))
  })
  setActivePinia(createPinia())
  await useSettings().load()
})

describe('editing', () => {
  test('nothing holds before it is saved', () => {
    const draft = useCategoryDraft()
    draft.change(1, { rule: { type: 'regex', regex: 'emacs' } })
    expect(draft.isChanged).toBe(true)
    expect(draft.classes[0]?.[1]).toMatchObject({ regex: 'emacs' })
    expect(useCategories().classes[0]?.[1]).toMatchObject({ regex: 'vim' })
  })

  test('every step is taken back, letters typed one after the other together', () => {
    const draft = useCategoryDraft()
    draft.add([], 'New')
    for (const regex of ['e', 'em', 'ema']) draft.change(1, { rule: { type: 'regex', regex } })
    draft.undo()
    expect(draft.entries.map(({ rule }) => rule.regex)).toEqual(['vim', 'mail', undefined])
    draft.undo()
    expect(draft.isChanged).toBe(false)
  })

  test('changing something back is no change', () => {
    const draft = useCategoryDraft()
    draft.change(1, { data: { score: 1 } })
    expect(draft.isChanged).toBe(true)
    draft.set(draft.saved)
    expect(draft.isChanged).toBe(false)
  })

  test('removing the chosen category chooses none', () => {
    const draft = useCategoryDraft()
    draft.selectedId = 2
    draft.remove(1)
    expect(draft.entries).toEqual([])
    expect(draft.selectedId).toBeNull()
  })

  test('what is edited stays when another setting changes, and when someone else saves categories, who can be followed', async () => {
    const draft = useCategoryDraft()
    draft.change(1, { data: { score: 1 } })
    await useSettings().saveAny('theme', 'dark')
    await nextTick()
    expect(draft.isChanged).toBe(true)
    expect(draft.isOvertaken).toBe(false)
    kept['classes'] = [{ id: 1, name: ['Theirs'], rule: { type: 'none' } }]
    await useSettings().load()
    expect([draft.isChanged, draft.isOvertaken]).toEqual([true, true])
    expect(draft.entries[0]).toMatchObject({ name: ['Work'], data: { score: 1 } })
    draft.discard()
    expect([draft.isChanged, draft.isOvertaken]).toEqual([false, false])
    expect(draft.entries).toMatchObject([{ name: ['Theirs'] }])
  })

  test('what someone else saved becomes an earlier version if what is edited is kept', async () => {
    const draft = useCategoryDraft()
    draft.change(1, { data: { score: 1 } })
    const theirs: Category[] = [{ id: 1, name: ['Theirs'], rule: { type: 'none' } }]
    kept['classes'] = theirs
    await useSettings().load()
    draft.keepMine()
    expect([draft.isChanged, draft.isOvertaken]).toEqual([true, false])
    await draft.save()
    expect(kept['classes']).toMatchObject([
      { name: ['Work'], data: { score: 1 } },
      { name: ['Work', 'Mail'] },
    ])
    expect(useCategories().versions.map(({ classes }) => classes)).toMatchObject([theirs, kept['classes']])
    expect([draft.isChanged, draft.isOvertaken]).toEqual([false, false])
  })

  test('nothing is asked where someone else saved the very same, or where nothing is edited', async () => {
    const draft = useCategoryDraft()
    kept['classes'] = [CLASSES[0]]
    await useSettings().load()
    expect(draft.isOvertaken).toBe(false)
    draft.change(1, { data: { score: 1 } })
    kept['classes'] = [{ ...CLASSES[0], data: { score: 1 } }]
    await useSettings().load()
    expect([draft.isChanged, draft.isOvertaken]).toEqual([false, false])
  })
})

describe('saving', () => {
  test('leaves what only another front end understands', async () => {
    kept['classes'] = ['strange', { ...CLASSES[0], icon: 'pen' }]
    await useSettings().load()
    const draft = useCategoryDraft()
    draft.change(1, { data: { score: 1 } })
    await draft.save()
    expect(kept['classes']).toEqual(['strange', { ...CLASSES[0], icon: 'pen', data: { score: 1 } }])
  })

  test('keeps the categories and a version of them, after one of what was before', async () => {
    const draft = useCategoryDraft()
    draft.change(1, { data: { score: 1 } })
    expect(draft.nextVersion).toBe(2)
    await draft.save()
    expect(kept['classes']).toMatchObject([{ id: 1, data: { score: 1 } }, { id: 2 }])
    expect(useCategories().versions.map(({ number }) => number)).toEqual([1, 2])
    expect(useCategories().versions[0]?.classes).toEqual(CLASSES)
    expect(draft.isChanged).toBe(false)
  })

  test('what another window saved meanwhile is not overwritten unasked, and becomes a version if it is', async () => {
    const draft = useCategoryDraft()
    draft.change(1, { data: { score: 1 } })
    const foreign: Category[] = [{ id: 1, name: ['Foreign'], rule: { type: 'none' } }]
    kept['classes'] = foreign
    expect(await draft.save()).toBeNull()
    expect(kept['classes']).toBe(foreign)
    expect([draft.isChanged, draft.isOvertaken]).toEqual([true, true])
    draft.keepMine()
    const saved = await draft.save()
    expect(saved?.number).toBe(2)
    expect(kept['classes']).toMatchObject([{ name: ['Work'] }, { name: ['Work', 'Mail'] }])
    expect(useCategories().versions[0]?.classes).toEqual(foreign)
    await saved?.undo()
    expect(kept['classes']).toEqual(foreign)
  })

  test('the work report follows what is renamed, in one step with it, and comes back with it', async () => {
    kept['report_options'] = { step: 15, categories: [['Work']], rates: { 'Work › Mail': 90, Other: 1 } }
    await useSettings().load()
    const draft = useCategoryDraft()
    draft.set(renamed(draft.entries, 1, 'Job'))
    const saved = await draft.save()
    expect(kept['report_options']).toEqual({
      step: 15,
      categories: [['Job']],
      rates: { Other: 1, 'Job › Mail': 90 },
    })
    await saved?.undo()
    expect(kept['classes']).toEqual(CLASSES)
    expect(kept['report_options']).toMatchObject({ categories: [['Work']], rates: { 'Work › Mail': 90 } })
  })

  test('the usual report about Work stays about it under its new name', async () => {
    const draft = useCategoryDraft()
    draft.set(renamed(draft.entries, 1, 'Job'))
    await draft.save()
    expect(kept['report_options']).toEqual({ categories: [['Job']] })
  })

  test('other categories in the place of all rename none', async () => {
    kept['report_options'] = { categories: [['Work']] }
    await useSettings().load()
    const draft = useCategoryDraft()
    draft.replace([{ id: 1, name: ['Hobby'], rule: { type: 'none' } }])
    await draft.save()
    expect(kept['report_options']).toEqual({ categories: [['Work']] })
  })

  test('who deletes all categories has none', async () => {
    const draft = useCategoryDraft()
    draft.remove(1)
    await draft.save()
    expect(kept['classes']).toEqual([])
    expect(useCategories().categories).toEqual([])
    expect(draft.entries).toEqual([])
  })

  test.each([null, undefined, {}, 'none'])(
    'where no list was ever kept (%j) there are the usual ones',
    (stored) => {
      useSettings().stored = { classes: stored }
      expect(useCategories().categories).toBe(DEFAULT_CATEGORIES)
    },
  )
})
