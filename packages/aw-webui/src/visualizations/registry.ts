/** The visualisations that a view can be made of. */

import { type Component, defineAsyncComponent } from 'vue'

import type { Device } from '@/domain/devices'
import { visualizationId } from '@/domain/views/view'

/** What must be there for anything to be shown. */
export type Source = 'window' | 'browser' | 'editor' | 'stopwatch'

export interface Visualization {
  id: string
  component: Component
  needs: Source | null
  /** How many columns wide it is if the view does not say. */
  size: number
}

function entry(
  id: string,
  needs: Source | null,
  load: () => Promise<{ default: Component }>,
  size = 1,
): Visualization {
  return { id, needs, size, component: defineAsyncComponent(load) }
}

export const VISUALIZATIONS: readonly Visualization[] = [
  entry('top_apps', 'window', () => import('@/visualizations/TopApps.vue')),
  entry('top_titles', 'window', () => import('@/visualizations/TopTitles.vue')),
  entry('top_categories', 'window', () => import('@/visualizations/TopCategories.vue')),
  entry('category_tree', 'window', () => import('@/visualizations/CategoryTree.vue')),
  entry('category_sunburst', 'window', () => import('@/visualizations/CategorySunburst.vue')),
  entry('category_treemap', 'window', () => import('@/visualizations/CategoryTreemap.vue')),
  entry('hour_of_day', 'window', () => import('@/visualizations/HourOfDay.vue'), 2),
  entry('score', 'window', () => import('@/visualizations/ScoreCard.vue')),
  entry('top_domains', 'browser', () => import('@/visualizations/TopDomains.vue')),
  entry('top_urls', 'browser', () => import('@/visualizations/TopUrls.vue')),
  entry('top_browser_titles', 'browser', () => import('@/visualizations/TopBrowserTitles.vue')),
  entry('top_editor_projects', 'editor', () => import('@/visualizations/EditorProjects.vue')),
  entry('top_editor_files', 'editor', () => import('@/visualizations/EditorFiles.vue')),
  entry('top_editor_languages', 'editor', () => import('@/visualizations/EditorLanguages.vue')),
  entry('top_stopwatches', 'stopwatch', () => import('@/visualizations/TopStopwatches.vue')),
  entry('top_bucket_data', null, () => import('@/visualizations/TopBucketData.vue')),
  entry('custom_page', null, () => import('@/visualizations/CustomPage.vue'), 2),
]

const BY_ID = new Map(VISUALIZATIONS.map((one) => [one.id, one]))

/** The visualisation of a view's element; null if this front end has none of that type. */
export function visualizationOf(type: string): Visualization | null {
  return BY_ID.get(visualizationId(type)) ?? null
}

/** Whether devices, or stopwatches, have what a visualisation is made of. */
export function hasSource(
  source: Source | null,
  devices: readonly Device[],
  stopwatches: readonly string[],
): boolean {
  switch (source) {
    case null:
      return true
    case 'window':
      return devices.some(({ window, android }) => window ?? android)
    case 'browser':
      return devices.some(({ browsers }) => browsers.length > 0)
    case 'editor':
      return devices.some(({ editors }) => editors.length > 0)
    case 'stopwatch':
      return stopwatches.length > 0
  }
}
