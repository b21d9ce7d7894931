/** What every visualisation is given, and what it may ask of the page. */

import type { Device } from '@/domain/devices'
import type { Scope } from '@/domain/queries'
import type { Overview } from '@/domain/queries/activity'
import type { BehindSource, Where } from '@/domain/queries/behind'
import type { Interval } from '@/domain/time/calendar'
import type { Period } from '@/domain/time/period'

/** A period of some devices, as the Activity page shows it. */
export interface Activity {
  overview: Overview
  scope: Scope
  period: Period
  interval: Interval
  devices: readonly Device[]
}

export interface VisualizationProps {
  activity: Activity
  /** What this one is set to. */
  options: Readonly<Record<string, unknown>>
}

/** A list of an overview by time, and the field that it was merged by. */
export interface Ranking {
  list: 'apps' | 'domains' | 'urls' | 'browserTitles' | 'projects' | 'files' | 'languages'
  field: string
  /** Where its events are. */
  source: 'events' | 'browser' | 'editors'
}

/** A number whose events are to be shown. */
export interface OpenRequest {
  title: string
  where: Where
  /** The number is of the `$category` itself, without what stands below it. */
  exact?: boolean
  source?: BehindSource
  interval?: Interval
}

export interface VisualizationEmits {
  open: [request: OpenRequest]
  /** Keep only the time of a category. */
  filter: [category: readonly string[]]
  options: [options: Record<string, unknown>]
}

/** The editors of the devices, as the source of a number. */
export function editorsOf({ devices }: Activity): { editors: readonly string[] } {
  return { editors: devices.flatMap(({ editors }) => editors.map(({ id }) => id)) }
}
