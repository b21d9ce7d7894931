/** The person's categories, the colour of each, and their earlier versions. */

import { defineStore } from 'pinia'
import { computed } from 'vue'

import {
  type Category,
  classesOf,
  isUncategorized,
  isWithin,
  readCategories,
} from '@/domain/categories/category'
import { categoryColors } from '@/domain/categories/colors'
import { DEFAULT_CATEGORIES } from '@/domain/categories/defaults'
import type { Rename } from '@/domain/categories/renames'
import { readSets } from '@/domain/categories/sets'
import { readIgnored } from '@/domain/categories/suggestions'
import { readVersions, withVersion } from '@/domain/categories/versions'
import { isAffected, OPTIONS_SETTING, withRenames } from '@/domain/report/options'
import { listOf, rewritten } from '@/domain/settings/shared'
import { type Change, type Undo, useSettings } from '@/stores/settings'

export const useCategories = defineStore('categories', () => {
  const settings = useSettings()

  /** An empty list is one too: of someone who wants none. */
  const categories = computed<readonly Category[]>(() => {
    const own = settings.stored['classes']
    return Array.isArray(own) ? readCategories(own) : DEFAULT_CATEGORIES
  })
  const classes = computed(() => classesOf(categories.value))
  const colorOf = computed(() => categoryColors(categories.value))
  const versions = computed(() => readVersions(settings.stored['classes_versions']))
  const sets = computed(() => readSets(settings.stored['category_sets']))
  /** Texts that are not to be suggested for rules. */
  const ignored = computed(() => readIgnored(settings.stored['ignored_suggestions']))

  /** The paths of all categories that are one of these or stand below it. */
  function withDescendants(names: readonly (readonly string[])[]): (readonly string[])[] {
    const below = categories.value
      .map(({ name }) => name)
      .filter((name) => names.some((one) => isWithin(name, one)))
    const known = new Set(below.map((name) => name.join('\0')))
    return [...below, ...names.filter((name) => isUncategorized(name) || !known.has(name.join('\0')))]
  }

  /** Keep changed categories, as a new version: what was before can be brought back. */
  async function save(changed: readonly Category[]): Promise<void> {
    // What another front end kept meanwhile becomes a version too.
    await settings.load()
    await keep(changed)
  }

  /**
   * The same with what was read last as what was before; the work report follows what was renamed.
   *
   * @returns puts the categories back as they were, and what the report is about.
   */
  async function keep(changed: readonly Category[], renames: readonly Rename[] = []): Promise<Undo> {
    const before = categories.value
    const now = new Date().toISOString()
    // First the version: if the categories cannot be kept then, nothing is lost.
    await settings.update('classes_versions', (stored) =>
      withVersion(readVersions(stored), categories.value, changed, now),
    )
    await settings.update('classes', (stored) =>
      rewritten(stored, (entry) => readCategories([entry]), changed),
    )
    const undoReport = await renameInReport(
      renames,
      before.map(({ name }) => name),
    )
    return async () => {
      await save(before)
      await undoReport?.()
    }
  }

  async function renameInReport(
    renames: readonly Rename[],
    known: readonly (readonly string[])[],
  ): Promise<Undo | null> {
    if (!isAffected(settings.stored[OPTIONS_SETTING], renames, known)) return null
    return settings.update(OPTIONS_SETTING, (stored) => withRenames(stored, renames, known))
  }

  function ignore(text: string): Promise<Undo> {
    return settings.update('ignored_suggestions', (stored) => [...listOf(stored), text])
  }

  /** All texts are suggested again. */
  function ignoreNone(): Promise<Undo> {
    return settings.update('ignored_suggestions', () => null)
  }

  function changeSets(change: Change): Promise<Undo> {
    return settings.update('category_sets', change)
  }

  return {
    ...{ categories, classes, colorOf, versions, sets, ignored },
    ...{ withDescendants, save, keep, changeSets, ignore, ignoreNone },
  }
})
