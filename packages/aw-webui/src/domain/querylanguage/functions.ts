/** The functions of the query language: docs/query-language.md tells what each does. */

export interface QueryFunction {
  name: string
  /** Its parameters as the documentation writes them. */
  parameters: string
}

/** Sorted as the documentation has them. */
export const FUNCTIONS: readonly QueryFunction[] = [
  ['query_bucket', 'bucket_id'],
  ['query_bucket_eventcount', 'bucket_id'],
  ['query_bucket_names', ''],
  ['find_bucket', 'filter, hostname=None'],
  ['filter_keyvals', 'events, key, vals'],
  ['exclude_keyvals', 'events, key, vals'],
  ['filter_keyvals_regex', 'events, key, regex'],
  ['filter_period_intersect', 'events, filterevents'],
  ['period_union', 'events1, events2'],
  ['union_no_overlap', 'events1, events2'],
  ['without_overlaps', 'events'],
  ['flood', 'events'],
  ['concat', '*lists'],
  ['limit_events', 'events, count'],
  ['sort_by_timestamp', 'events'],
  ['sort_by_duration', 'events'],
  ['sum_durations', 'events'],
  ['count_events', 'events'],
  ['sum_values', 'events, key'],
  ['bin_events', 'events, keys, bins, limit=None'],
  ['merge_events_by_keys', 'events, keys'],
  ['chunk_events_by_key', 'events, key'],
  ['copy_key', 'events, key, to'],
  ['categorize', 'events, classes'],
  ['tag', 'events, classes'],
  ['split_url_events', 'events'],
  ['simplify_window_titles', 'events, key'],
  ['contains', 'container, item'],
  ['print', '*values'],
  ['nop', ''],
].map(([name = '', parameters = '']) => ({ name, parameters }))

/** Names that have a value from the start. */
export const CONSTANTS = [
  'STARTTIME',
  'ENDTIME',
  'TIMEINTERVAL',
  'NAME',
  'true',
  'false',
  'True',
  'False',
] as const

export const KEYWORDS = ['if', 'elif', 'else', 'return'] as const
