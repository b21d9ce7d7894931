"""Transforms of events on EventTables: what `aw_transform` does to lists of events, as work on columns.

Each payload is looked at once however many events share it, and no event object is made.
"""

from __future__ import annotations

from aw_query.engine.bins import bin_events, limit_per_bin
from aw_query.engine.chunk import chunk_events_by_key
from aw_query.engine.classify import categorize, tag
from aw_query.engine.copy_key import copy_key
from aw_query.engine.durations import sum_durations
from aw_query.engine.filter_keyvals import filter_keyvals, filter_keyvals_regex
from aw_query.engine.flood import flood
from aw_query.engine.lists import concat, count_events, equal_tables, limit_events, sum_values
from aw_query.engine.merge import merge_events_by_keys
from aw_query.engine.payloads import pooled, without_spare_payloads
from aw_query.engine.periods import filter_period_intersect, period_union
from aw_query.engine.simplify import simplify_window_titles
from aw_query.engine.sort import sort_by_duration, sort_by_timestamp
from aw_query.engine.split_url import split_url_events
from aw_query.engine.union_no_overlap import union_no_overlap
from aw_query.engine.without_overlaps import without_overlaps

__all__ = [
    "bin_events",
    "categorize",
    "chunk_events_by_key",
    "concat",
    "copy_key",
    "count_events",
    "equal_tables",
    "filter_keyvals",
    "filter_keyvals_regex",
    "filter_period_intersect",
    "flood",
    "limit_events",
    "limit_per_bin",
    "merge_events_by_keys",
    "period_union",
    "pooled",
    "simplify_window_titles",
    "sort_by_duration",
    "sort_by_timestamp",
    "split_url_events",
    "sum_durations",
    "sum_values",
    "tag",
    "union_no_overlap",
    "without_overlaps",
    "without_spare_payloads",
]
