/** Several devices asked together, without counting a moment twice. */

import { type QueryClass } from '@/domain/categories/category'
import {
  type AndroidParams,
  canonicalStatements,
  categorizeStatement,
  type DeviceParams,
  filterClassesStatement,
} from '@/domain/queries/canonical'
import { literal } from '@/domain/queries/literal'
import { laidOver } from '@/domain/queries/overlay'

/** Whose time is asked for, and what of it counts. */
export interface Scope {
  /** Each with all of its categories; `filterClasses` stands below, once for all. */
  devices: readonly DeviceParams[]
  /** Ids of buckets of the type `general.stopwatch`: stopwatches and entries made by hand. */
  manual: readonly string[]
  classes: readonly QueryClass[]
  /** Keep only events of these categories (whole paths); all if empty. */
  filterClasses: readonly (readonly string[])[]
}

/**
 * Statements that set `events`, `not_afk` and `browser_events` over all devices.
 *
 * A moment at which several devices were used belongs to the first of them; time taken by hand (a stopwatch that
 * was stopped, an entry) belongs to what the person said, whatever the devices saw.
 */
export function scopeStatements({ devices, manual, classes, filterClasses }: Scope): string[] {
  const [first, ...others] = devices
  return [
    ...(first ? deviceStatements(first) : ['events = [];', 'not_afk = [];', 'browser_events = [];']),
    ...others.flatMap(furtherDevice),
    ...manual.flatMap((bucketId) => manualStatements(bucketId, classes)),
    ...filterClassesStatement(filterClasses),
  ]
}

/** A watcher may report a window before the one before it has ended: a moment belongs to the one that began first. */
function deviceStatements(device: DeviceParams): string[] {
  const statements = 'android' in device ? phoneStatements(device) : canonicalStatements(device)
  return [...statements, 'events = without_overlaps(events);']
}

/** As the canonical ones of a phone, but each event stays where it was in time: those merge all of an app into one. */
function phoneStatements({ android, classes }: AndroidParams): string[] {
  return [
    `events = flood(query_bucket(find_bucket(${literal(android)})));`,
    `events = ${categorizeStatement('events', classes)};`,
    'not_afk = period_union(events, []);',
    'browser_events = [];',
  ]
}

/** A further device's time is only what the ones before left. */
function furtherDevice(device: DeviceParams): string[] {
  return [
    'events_before = events;',
    'not_afk_before = not_afk;',
    'browser_before = browser_events;',
    ...deviceStatements(device),
    ...laidOver('events_before', 'events'),
    'browser_events = filter_period_intersect(browser_events, free);',
    'browser_events = sort_by_timestamp(concat(browser_before, browser_events));',
    'not_afk = period_union(not_afk_before, not_afk);',
  ]
}

/**
 * What was taken by hand has a label; as app and title it is found by rules and lists. Of stopwatches that ran
 * at the same time the one that began first has it.
 */
function manualStatements(bucketId: string, classes: readonly QueryClass[]): string[] {
  return [
    `manual = without_overlaps(filter_keyvals(query_bucket(${literal(bucketId)}), "running", [false]));`,
    'manual = copy_key(copy_key(manual, "label", "app"), "label", "title");',
    `manual = ${categorizeStatement('manual', classes)};`,
    ...laidOver('manual', 'events'),
    'browser_events = filter_period_intersect(browser_events, free);',
    'not_afk = period_union(not_afk, manual);',
  ]
}
