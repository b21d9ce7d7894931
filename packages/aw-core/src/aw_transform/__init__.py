"""Transforms on lists of events: plain, readable, one rule a file; what they do is what queries mean.

None of them changes what it is given: lists, events and rules stay as they are, and the events that come
back are copies.
"""

from __future__ import annotations

from aw_transform.bins import bin_events
from aw_transform.chunk import chunk_events_by_key
from aw_transform.classify import Rule, categorize, tag
from aw_transform.concat import concat
from aw_transform.copy_key import copy_key
from aw_transform.count import count_events
from aw_transform.filter_keyvals import filter_keyvals, filter_keyvals_regex
from aw_transform.filter_period_intersect import filter_period_intersect
from aw_transform.flood import flood
from aw_transform.heartbeats import heartbeat_merge, heartbeat_reduce
from aw_transform.limit import limit_events
from aw_transform.merge import merge_events_by_keys
from aw_transform.period_union import period_union
from aw_transform.simplify import simplify_string
from aw_transform.sort import sort_by_duration, sort_by_timestamp
from aw_transform.split_url import split_url_events
from aw_transform.sum_durations import sum_durations
from aw_transform.sum_values import sum_values
from aw_transform.union import union
from aw_transform.union_no_overlap import union_no_overlap
from aw_transform.without_overlaps import without_overlaps

__all__ = [
    "Rule",
    "bin_events",
    "categorize",
    "chunk_events_by_key",
    "concat",
    "copy_key",
    "count_events",
    "filter_keyvals",
    "filter_keyvals_regex",
    "filter_period_intersect",
    "flood",
    "heartbeat_merge",
    "heartbeat_reduce",
    "limit_events",
    "merge_events_by_keys",
    "period_union",
    "simplify_string",
    "sort_by_duration",
    "sort_by_timestamp",
    "split_url_events",
    "sum_durations",
    "sum_values",
    "tag",
    "union",
    "union_no_overlap",
    "without_overlaps",
]
