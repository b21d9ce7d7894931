"""Time per distinct value in each of several bins, such as the hours of a day or the days of a month."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from aw_core.models import ConvertibleTimestamp, Data, Event
from aw_core.timestamps import as_utc, parse_timestamp, truncate_to_millis
from aw_core.values import value_key
from aw_transform.errors import InvalidBinsError
from aw_transform.limit import limit_events
from aw_transform.sort import sort_by_duration

__all__ = ["bin_events"]

_FEWEST = 2
"""Borders, of one bin."""


def bin_events(
    events: Iterable[Event],
    keys: Sequence[str],
    bins: Sequence[ConvertibleTimestamp],
    limit: int | None = None,
) -> list[Event]:
    """One event per bin and combination of values under `keys` with time in it: the bins in order, in each the longest first.

    It starts where the bin does, lasts as long as the parts of its events inside the bin do together, has no
    id, and its data is those keys alone. Combinations are told apart as `merge_events_by_keys` does; without
    keys all events are one. Of equally long ones the first is that which comes first among all events. Time
    outside all bins does not count, and time that several events cover counts several times.

    Args:
        events: in any order.
        keys: what to tell apart.
        bins: borders of bins, at least two, ascending: each bin begins at one and ends before the next. Bins
            begin on whole milliseconds, as events do; what is finer is cut off.
        limit: how many combinations to keep in each bin, all by default.

    Raises:
        InvalidBinsError: (a ValueError) there are fewer than two borders, or they do not ascend.
        InvalidTimestampError: (a ValueError) a border is a text that names no instant.
    """
    borders = _borders(bins)
    data_of: dict[Hashable, Data] = {}
    time_in: list[dict[Hashable, timedelta]] = [defaultdict(timedelta) for _ in pairwise(borders)]
    for event in events:
        data = {key: event.data[key] for key in keys if key in event.data}
        combination = value_key(data)
        data_of.setdefault(combination, data)
        for index in _bins_touched(event, borders):
            time_in[index][combination] += _time_within(event, borders[index], borders[index + 1])
    return [
        event
        for start, times in zip(borders, time_in, strict=False)
        for event in _longest_first(start, times, data_of, limit)
    ]


def _longest_first(
    start: datetime, times: dict[Hashable, timedelta], data_of: dict[Hashable, Data], limit: int | None
) -> list[Event]:
    """The events of one bin."""
    in_bin = [
        Event(None, start, times[combination], dict(data))
        for combination, data in data_of.items()
        if combination in times
    ]
    return limit_events(sort_by_duration(in_bin), len(in_bin) if limit is None else limit)


def _bins_touched(event: Event, borders: Sequence[datetime]) -> range:
    """The indices of the bins that an event has time in."""
    if event.duration <= timedelta():
        return range(0)
    first = bisect_right(borders, event.timestamp) - 1
    return range(max(first, 0), min(bisect_left(borders, event.end), len(borders) - 1))


def _time_within(event: Event, start: datetime, end: datetime) -> timedelta:
    return min(event.end, end) - max(event.timestamp, start)


def _borders(bins: Sequence[ConvertibleTimestamp]) -> list[datetime]:
    if len(bins) < _FEWEST:
        raise InvalidBinsError(f"expected at least two borders of bins, got {len(bins)}")
    instants = [parse_timestamp(each) if isinstance(each, str) else as_utc(each) for each in bins]
    borders = [*map(truncate_to_millis, instants[:-1]), instants[-1]]
    for before, after in pairwise(borders):
        if before >= after:
            raise InvalidBinsError(
                f"expected borders of bins to ascend by a millisecond or more, got {after} after {before}"
            )
    return borders
