/** The visualisations that a view can be made of. */

import type { Component } from 'vue'

import { fetchedPart } from '@/components/base/fetchedpart'
import { type Device, inputBucketsOf } from '@/domain/devices'
import { visualizationId } from '@/domain/views/view'
import type { Ranking } from '@/visualizations/contract'

/** What must be there for anything to be shown. */
export type Source = 'window' | 'browser' | 'editor' | 'input' | 'stopwatch'

export interface Visualization {
  id: string
  component: Component
  needs: Source | null
  /** How many columns wide it is if the view does not say. */
  size: number
  /** What its component is told besides, where several share one. */
  props?: Readonly<Record<string, unknown>>
}

function entry(
  id: string,
  needs: Source | null,
  load: () => Promise<{ default: Component }>,
  size = 1,
): Visualization {
  return { id, needs, size, component: fetchedPart(load) }
}

const RankedNames = fetchedPart(() => import('@/visualizations/RankedNames.vue'))

function rankedNames(id: string, needs: Source, ranking: Ranking): Visualization {
  return { id, needs, size: 1, component: RankedNames, props: { ranking } }
}

export const VISUALIZATIONS: readonly Visualization[] = [
  rankedNames('top_apps', 'window', { list: 'apps', field: 'app', source: 'events' }),
  entry('top_titles', 'window', () => import('@/visualizations/TopTitles.vue')),
  entry('top_categories', 'window', () => import('@/visualizations/TopCategories.vue')),
  entry('category_tree', 'window', () => import('@/visualizations/CategoryTree.vue')),
  entry('category_sunburst', 'window', () => import('@/visualizations/CategorySunburst.vue')),
  entry('category_treemap', 'window', () => import('@/visualizations/CategoryTreemap.vue')),
  entry('hour_of_day', 'window', () => import('@/visualizations/HourOfDay.vue'), 2),
  entry('score', 'window', () => import('@/visualizations/ScoreCard.vue')),
  rankedNames('top_domains', 'browser', { list: 'domains', field: '$domain', source: 'browser' }),
  rankedNames('top_urls', 'browser', { list: 'urls', field: 'url', source: 'browser' }),
  rankedNames('top_browser_titles', 'browser', { list: 'browserTitles', field: 'title', source: 'browser' }),
  rankedNames('top_editor_projects', 'editor', { list: 'projects', field: 'project', source: 'editors' }),
  rankedNames('top_editor_files', 'editor', { list: 'files', field: 'file', source: 'editors' }),
  rankedNames('top_editor_languages', 'editor', { list: 'languages', field: 'language', source: 'editors' }),
  entry('input', 'input', () => import('@/visualizations/InputCounts.vue')),
  entry('top_stopwatches', 'stopwatch', () => import('@/visualizations/TopStopwatches.vue')),
  entry('top_bucket_data', null, () => import('@/visualizations/TopBucketData.vue')),
  entry('custom_page', null, () => import('@/visualizations/CustomPage.vue'), 2),
]

const BY_ID = new Map(VISUALIZATIONS.map((one) => [one.id, one]))

/** The visualisation of a view's element; null if this front end has none of that type. */
export function visualizationOf(type: string): Visualization | null {
  return BY_ID.get(visualizationId(type)) ?? null
}

/**
 * Whether devices, or stopwatches, have what a visualisation is made of.
 *
 * @param counted the stopwatches whose time counts: it has apps, titles and categories like that of windows.
 */
export function hasSource(
  source: Source | null,
  devices: readonly Device[],
  stopwatches: readonly string[],
  counted: readonly string[],
): boolean {
  switch (source) {
    case null:
      return true
    case 'window':
      return counted.length > 0 || devices.some(({ window, android }) => window ?? android)
    case 'browser':
      return devices.some(({ browsers }) => browsers.length > 0)
    case 'editor':
      return devices.some(({ editors }) => editors.length > 0)
    case 'input':
      return devices.some((device) => inputBucketsOf(device).length > 0)
    case 'stopwatch':
      return stopwatches.length > 0
  }
}
