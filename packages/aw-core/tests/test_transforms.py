"""What each transform answers, as cases in `cases/<function>.json`: name, arguments by name, result."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import aw_transform
from aw_core import Event
from aw_transform.errors import InvalidBinsError

CASES = Path(__file__).parent / "cases"
Case = dict[str, Any]
Test = Callable[[Case], None]


def follows_cases(function: str) -> Callable[[Test], Test]:
    """Run a test once for each case of a function."""
    cases = json.loads((CASES / f"{function}.json").read_text(encoding="utf-8"))
    return pytest.mark.parametrize("case", cases, ids=[case["name"] for case in cases])


def check(case: Case) -> None:
    """Call what the case names with its arguments; its answer is the expected one to the last bit."""
    arguments = {name: _argument(name, value) for name, value in case["args"].items()}
    answer = getattr(aw_transform, case["function"])(**arguments)
    assert _text(answer) == _text(_events(case["expected"]))


def _argument(name: str, value: Any) -> Any:
    if name == "classes":
        return [(category, aw_transform.Rule(rule)) for category, rule in value]
    return _events(value)


def _events(value: Any) -> Any:
    """The value with every wire event in it an Event."""
    if isinstance(value, list):
        return [_events(item) for item in value]
    if isinstance(value, dict):
        fields = {key: _events(item) for key, item in value.items()}
        return Event(**fields) if "timestamp" in value else fields
    return value


def _text(answer: Any) -> str:
    """An answer in one spelling, which tells 1, 1.0 and True apart."""

    def plain(value: Any) -> Any:
        return value.total_seconds() if isinstance(value, timedelta) else value.isoformat()

    return json.dumps(answer, indent=1, sort_keys=True, default=plain)


@follows_cases("bin_events")
def test_bin_events(case: Case) -> None:
    check(case)


@pytest.mark.parametrize(
    ("bins", "message"),
    [
        ([], "at least two borders of bins, got 0"),
        (["2024-05-01"], "at least two borders of bins, got 1"),
        (["2024-05-01", "2024-05-01"], "ascend by a millisecond or more"),
        (["2024-05-02", "2024-05-01", "2024-05-03"], "ascend by a millisecond or more"),
        (["2024-05-01T00:00:00.0001", "2024-05-01T00:00:00.0002", "2024-05-02"], "ascend by a millisecond"),
    ],
)
def test_borders_of_bins_that_are_too_few_or_do_not_ascend_are_an_error(
    bins: list[str], message: str
) -> None:
    with pytest.raises(InvalidBinsError, match=message):
        aw_transform.bin_events([], ["app"], bins)


@follows_cases("categorize")
def test_categorize(case: Case) -> None:
    check(case)


@follows_cases("chunk_events_by_key")
def test_chunk_events_by_key(case: Case) -> None:
    check(case)


@follows_cases("concat")
def test_concat(case: Case) -> None:
    check(case)


@follows_cases("copy_key")
def test_copy_key(case: Case) -> None:
    check(case)


@follows_cases("count_events")
def test_count_events(case: Case) -> None:
    check(case)


@follows_cases("sum_values")
def test_sum_values(case: Case) -> None:
    check(case)


@follows_cases("filter_keyvals")
def test_filter_keyvals(case: Case) -> None:
    check(case)


@follows_cases("filter_keyvals_regex")
def test_filter_keyvals_regex(case: Case) -> None:
    check(case)


@follows_cases("filter_period_intersect")
def test_filter_period_intersect(case: Case) -> None:
    check(case)


@follows_cases("flood")
def test_flood(case: Case) -> None:
    check(case)


@follows_cases("heartbeat_merge")
def test_heartbeat_merge(case: Case) -> None:
    check(case)


@follows_cases("heartbeat_reduce")
def test_heartbeat_reduce(case: Case) -> None:
    check(case)


@follows_cases("limit_events")
def test_limit_events(case: Case) -> None:
    check(case)


@follows_cases("merge_events_by_keys")
def test_merge_events_by_keys(case: Case) -> None:
    check(case)


@follows_cases("period_union")
def test_period_union(case: Case) -> None:
    check(case)


@follows_cases("simplify_string")
def test_simplify_string(case: Case) -> None:
    check(case)


@follows_cases("sort_by_duration")
def test_sort_by_duration(case: Case) -> None:
    check(case)


@follows_cases("sort_by_timestamp")
def test_sort_by_timestamp(case: Case) -> None:
    check(case)


@follows_cases("split_url_events")
def test_split_url_events(case: Case) -> None:
    check(case)


@follows_cases("sum_durations")
def test_sum_durations(case: Case) -> None:
    answer = aw_transform.sum_durations(_events(case["args"]["events"]))
    assert answer == timedelta(seconds=case["expected"])


@follows_cases("tag")
def test_tag(case: Case) -> None:
    check(case)


@follows_cases("union")
def test_union(case: Case) -> None:
    check(case)


@follows_cases("union_no_overlap")
def test_union_no_overlap(case: Case) -> None:
    check(case)


@follows_cases("without_overlaps")
def test_without_overlaps(case: Case) -> None:
    check(case)


def test_every_transform_has_cases() -> None:
    functions = {name for name in aw_transform.__all__ if name != "Rule"}
    assert functions <= {path.stem for path in CASES.glob("*.json")}


def test_flood_says_once_how_many_overlaps_it_left(caplog: pytest.LogCaptureFixture) -> None:
    moments = ("2024-05-01T09:00:00Z", "2024-05-01T09:00:05Z", "2024-05-01T09:00:10Z")
    events = [Event(timestamp=moment, duration=8, data={"n": n}) for n, moment in enumerate(moments)]
    aw_transform.flood(events)
    assert [record.getMessage() for record in caplog.records] == [
        "flood: 2 overlaps of events with different data left as they are"
    ]
