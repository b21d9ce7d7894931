/** The categories of a period as shapes that can be opened: what they are called and what they ask for. */

import { computed } from 'vue'

import { useCategoryNames } from '@/composables/useCategoryNames'
import { type CategoryNode, categoryTrees } from '@/domain/activity/tree'
import { formatDuration } from '@/domain/time/format'
import { useCategories } from '@/stores/categories'
import type { Activity, OpenRequest } from '@/visualizations/contract'

export function useCategoryShapes(activity: () => Activity) {
  const { fullName, shortName } = useCategoryNames()
  const categories = useCategories()
  const trees = computed(() => categoryTrees(activity().overview.categories))

  function textOf({ name, seconds }: CategoryNode): string {
    return `${fullName(name)}, ${formatDuration(seconds)}`
  }
  function requestOf({ name }: Pick<CategoryNode, 'name'>): OpenRequest {
    return { title: fullName(name), where: { $category: name } }
  }
  const colorOf = (name: readonly string[]) => categories.colorOf(name)
  return { trees, shortName, colorOf, textOf, requestOf }
}
