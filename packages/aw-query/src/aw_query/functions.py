"""The functions of the language. Those on events are the engine's; here stands what a query may pass them."""

from __future__ import annotations

import logging
from typing import Any

from aw_core.values import equal_values
from aw_datastore import EventTable
from aw_query import engine
from aw_query.borders import Bins, equal_borders, listed_borders
from aw_query.errors import QueryFunctionException
from aw_query.limits import CHUNK_COST, LOOP_COST, READ_COST
from aw_query.registry import Context, Registry
from aw_query.values import ListValue, describe, joined

__all__ = ["functions"]

logger = logging.getLogger(__name__)

functions = Registry()


@functions.register
def query_bucket(context: Context, bucket_id: str) -> EventTable:
    """The events of a bucket in the query's period, the newest first, clipped to the period."""
    context.budget.work(READ_COST)
    try:
        table = context.source.table(bucket_id, *context.scope.period())
    except KeyError:
        raise _no_bucket(bucket_id) from None
    return engine.pooled(table, context.pool)


@functions.register
def query_bucket_eventcount(context: Context, bucket_id: str) -> int:
    """How many events of a bucket touch the query's period."""
    context.budget.work(READ_COST)
    try:
        return context.source.eventcount(bucket_id, *context.scope.period())
    except KeyError:
        raise _no_bucket(bucket_id) from None


@functions.register
def query_bucket_names(context: Context) -> list[str]:
    """The ids of all buckets, in order of creation."""
    return list(context.buckets)


@functions.register
def find_bucket(context: Context, filter: str, hostname: str | None = None) -> str:  # noqa: A002 - the language's name
    """The id of the bucket that is `filter`, else the first that begins with it, else the first that contains it."""
    for fits in (str.__eq__, str.startswith, str.__contains__):
        for bucket_id, bucket in context.buckets.items():
            if fits(bucket_id, filter) and (not hostname or bucket["hostname"] == hostname):
                return bucket_id
    raise QueryFunctionException(
        f"Unable to find bucket matching '{filter}' (hostname filter set to '{hostname}')"
    )


@functions.register
def filter_keyvals(events: EventTable, key: str, vals: list[Any]) -> EventTable:
    """The events whose data has `key` with one of these values."""
    return engine.filter_keyvals(events, key, vals)


@functions.register
def exclude_keyvals(events: EventTable, key: str, vals: list[Any]) -> EventTable:
    """The events whose data lacks `key` or has another value there than these."""
    return engine.filter_keyvals(events, key, vals, exclude=True)


@functions.register
def filter_keyvals_regex(events: EventTable, key: str, regex: str) -> EventTable:
    """The events whose data has `key` with a text in which the regular expression is found."""
    return engine.filter_keyvals_regex(events, key, regex)


@functions.register
def filter_period_intersect(events: EventTable, filterevents: EventTable) -> EventTable:
    """The parts of events that lie within one of the filter events."""
    return engine.filter_period_intersect(events, filterevents)


@functions.register
def period_union(events1: EventTable, events2: EventTable) -> EventTable:
    """The stretches of time that events of either list cover without a gap; they have no data."""
    return engine.period_union(events1, events2)


@functions.register
def union_no_overlap(context: Context, events1: EventTable, events2: EventTable) -> EventTable:
    """The events of the first list, and of the second what lies between them."""
    context.budget.work(LOOP_COST * (len(events1) + len(events2)))
    return engine.union_no_overlap(events1, events2)


@functions.register
def without_overlaps(events: EventTable) -> EventTable:
    """The events, each from the end of those that began before it."""
    return engine.without_overlaps(events)


@functions.register
def flood(context: Context, events: EventTable) -> EventTable:
    """The events with gaps of up to 5 seconds between them filled."""
    context.budget.work(LOOP_COST * len(events))
    return engine.flood(events)


@functions.register
def concat(context: Context, *lists: ListValue) -> ListValue:
    """The lists' items, one list after another."""
    for items in lists:
        context.budget.make(items)
    try:
        return joined(lists)
    except TypeError as error:
        raise QueryFunctionException(f"concat: {error}") from error


@functions.register
def limit_events(events: EventTable, count: int) -> EventTable:
    """The first `count` events."""
    return engine.limit_events(events, count)


@functions.register
def sort_by_timestamp(events: EventTable) -> EventTable:
    """The events, the earliest start first."""
    return engine.sort_by_timestamp(events)


@functions.register
def sort_by_duration(events: EventTable) -> EventTable:
    """The events, the longest first."""
    return engine.sort_by_duration(events)


@functions.register
def count_events(events: EventTable) -> int:
    """How many events there are."""
    return engine.count_events(events)


@functions.register
def sum_durations(events: EventTable) -> float:
    """How long the events took together, in seconds."""
    return engine.sum_durations(events)


@functions.register
def sum_values(events: EventTable, key: str) -> int | float:
    """The sum of the numbers that the events have under a key, each event's once, however long it is."""
    return engine.sum_values(events, key)


@functions.register
def merge_events_by_keys(events: EventTable, keys: list[str]) -> EventTable:
    """One event for each combination of values under the keys, as long as its events together."""
    return engine.merge_events_by_keys(events, keys)


@functions.register
def bin_events(
    context: Context, events: EventTable, keys: list[str], bins: Bins, limit: int | None = None
) -> EventTable:
    """How long each combination of values under the keys lasted in each bin of time, the longest first."""
    if limit is not None and limit < 0:
        raise QueryFunctionException(f"`limit` of `bin_events`: expected 0 or more, got {limit}")
    borders = listed_borders(bins) if isinstance(bins, list) else equal_borders(bins, *context.scope.period())
    context.budget.work(LOOP_COST * (len(events) + len(borders)))
    if not len(borders):
        return EventTable.empty()
    binned = engine.bin_events(events, keys, borders)
    context.budget.work(LOOP_COST * len(binned))
    return binned if limit is None else engine.limit_per_bin(binned, limit)


@functions.register
def chunk_events_by_key(context: Context, events: EventTable, key: str) -> EventTable:
    """One event for each run of neighbours with the same value under a key; it keeps them as `subevents`."""
    chunks = engine.chunk_events_by_key(events, key)
    context.budget.work(CHUNK_COST * len(chunks))
    return chunks


@functions.register
def categorize(events: EventTable, classes: list[Any]) -> EventTable:
    """The events with `$category` in their data: the deepest category whose rule matches, of several the last."""
    return engine.categorize(events, classes)


@functions.register
def tag(events: EventTable, classes: list[Any]) -> EventTable:
    """The events with `$tags` in their data: the tags whose rules match."""
    return engine.tag(events, classes)


@functions.register
def split_url_events(events: EventTable) -> EventTable:
    """The events with the parts of `url` in their data: `$protocol`, `$domain`, `$path` and so on."""
    return engine.split_url_events(events)


@functions.register
def copy_key(events: EventTable, key: str, to: str) -> EventTable:
    """The events with the value under a key under another one as well."""
    return engine.copy_key(events, key, to)


@functions.register
def simplify_window_titles(events: EventTable, key: str) -> EventTable:
    """The events with what changes all the time taken out of the text under a key."""
    return engine.simplify_window_titles(events, key)


@functions.register
def contains(container: Any, item: Any) -> bool:
    """Whether a list has an item, or a dict a key."""
    match container, item:
        case dict(), str():
            return item in container
        case list(), _:
            return any(equal_values(item, other) for other in container)
        case EventTable(), _:
            return False  # an event is no value, so nothing a query has can be in a list of them
        case dict(), _:
            raise QueryFunctionException(
                f"contains: a dict's keys are texts, so `{describe(item)}` can be none"
            )
        case _:
            raise QueryFunctionException(f"contains: expected a list or a dict, got `{describe(container)}`")


@functions.register
def print_(context: Context, *values: Any) -> None:
    """Write values to the server's log; gives null."""
    logger.info("query %s: %s", context.scope["NAME"], " ".join(map(describe, values)))


@functions.register
def nop() -> int:
    """Do nothing; gives 1."""
    return 1


def _no_bucket(bucket_id: str) -> QueryFunctionException:
    return QueryFunctionException(f"There's no bucket named '{bucket_id}'")
