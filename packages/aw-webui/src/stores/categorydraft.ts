/** Categories as they are being edited: nothing holds before it is saved, and every step can be taken back. */

import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'

import { askableName, type Category, classesOf, type Rule } from '@/domain/categories/category'
import { categoryColors } from '@/domain/categories/colors'
import { type Origins, originsAfter, originsByName, originsOf, renamesOf } from '@/domain/categories/renames'
import { categoryScores } from '@/domain/categories/scores'
import { added, changed, entriesOf, type Entry, entryOf, removed } from '@/domain/categories/tree'
import { isSame, withVersion } from '@/domain/categories/versions'
import { useCategories } from '@/stores/categories'
import { type Undo, useSettings } from '@/stores/settings'

/** So many steps can be taken back. */
const MOST_STEPS = 200

interface Step {
  entries: readonly Entry[]
  /** Steps after one another with the same mark are taken back together, such as letters that are typed. */
  mark: string
  origins: Origins
}

/** What was saved: the number of its version, and what takes it back. */
interface Saved {
  number: number
  undo: Undo
}

export const useCategoryDraft = defineStore('category-draft', () => {
  const store = useCategories()
  const settings = useSettings()
  const saved = computed(() => entriesOf(store.categories))
  const steps = shallowRef<readonly Step[]>([])
  const selectedId = ref<number | null>(null)

  const entries = computed(() => steps.value.at(-1)?.entries ?? saved.value)
  const origins = computed(() => steps.value.at(-1)?.origins ?? originsOf(saved.value))
  const selected = computed(() => entryOf(entries.value, selectedId.value))
  const classes = computed(() => classesOf(entries.value))
  const colorOf = computed(() => categoryColors(entries.value))
  const scoreOf = computed(() => categoryScores(entries.value))
  const isChanged = computed(() => steps.value.length > 0 && !isSame(entries.value, saved.value))
  /** The number of the version that saving would make. */
  const nextVersion = computed(
    () => withVersion(store.versions, store.categories, entries.value, '').at(-1)?.number ?? 1,
  )

  /** Someone else has saved other categories while these were being edited: one of both has to go. */
  const isOvertaken = ref(false)
  let isSaving = false
  watch(
    saved,
    (now, before) => {
      if (isSaving || isSame(now, before)) return
      if (isSame(now, entries.value)) discard()
      else isOvertaken.value = steps.value.length > 0
    },
    { flush: 'sync' },
  )

  function set(next: readonly Entry[], mark = ''): void {
    take({ entries: next, mark, origins: originsAfter(next, origins.value) })
  }

  function take(step: Step): void {
    const { entries: next, mark } = step
    if (isSame(next, entries.value)) return
    const last = steps.value.at(-1)
    const kept = mark && last?.mark === mark ? steps.value.slice(0, -1) : steps.value
    steps.value = [...kept, step].slice(-MOST_STEPS)
  }

  function undo(): void {
    steps.value = steps.value.slice(0, -1)
    if (!steps.value.length) discard()
  }

  function discard(): void {
    steps.value = []
    isOvertaken.value = false
  }

  /** What someone else has saved meanwhile will be an earlier version. */
  function keepMine(): void {
    isOvertaken.value = false
  }

  /** Put other categories in the place of all. */
  function replace(categories: readonly Category[]): void {
    const next = entriesOf(categories)
    take({ entries: next, mark: '', origins: originsByName(next, entries.value, origins.value) })
    selectedId.value = null
  }

  function add(parent: readonly string[], name: string, rule: Rule = { type: 'none' }): void {
    const result = added(entries.value, parent, askableName(name), rule)
    set(result.entries)
    selectedId.value = result.entry.id
  }

  function remove(id: number): void {
    set(removed(entries.value, id))
    if (!selected.value) selectedId.value = null
  }

  /** Give a category other fields; letters typed one after the other are one step. */
  function change(id: number, fields: Partial<Category>): void {
    set(changed(entries.value, id, fields), `${id} ${Object.keys(fields).join(' ')}`)
  }

  /** Keep the change; null if there is none any more, or if someone else saved others: then one has to be chosen. */
  async function save(): Promise<Saved | null> {
    await settings.load()
    if (isOvertaken.value || !isChanged.value) return null
    const number = nextVersion.value
    isSaving = true
    try {
      const undo = await store.keep(entries.value, renamesOf(entries.value, origins.value))
      discard()
      return { number, undo }
    } finally {
      isSaving = false
    }
  }

  return {
    ...{
      entries,
      saved,
      selectedId,
      selected,
      classes,
      colorOf,
      scoreOf,
      isChanged,
      isOvertaken,
      nextVersion,
    },
    ...{ set, undo, discard, keepMine, replace, add, remove, change, save },
  }
})
