from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aw_core.selfreport import SelfReport

KEYS = ["backend", "version", "pid", "refused", "missing", "sensed", "ended", "why"]
MOMENT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)

moments = st.datetimes(timezones=st.just(UTC)).map(lambda moment: moment.replace(microsecond=0))
texts = st.text(max_size=20).map(lambda text: " ".join(text.split()))
reports = st.builds(
    SelfReport,
    backend=texts,
    version=texts,
    pid=st.none() | st.integers(1, 2**22),
    refused=st.dictionaries(texts, texts, max_size=3),
    sensed=st.none() | moments,
    ended=st.none() | moments,
    why=texts,
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


def test_all_keys_are_named_so_that_none_is_left_of_an_earlier_start() -> None:
    assert SelfReport(sensed=MOMENT).to_json_dict() == {
        **dict.fromkeys(KEYS),
        "sensed": "2026-01-02T03:04:05+00:00",
    }


@given(reports)
def test_what_a_watcher_says_is_understood(report: SelfReport) -> None:
    wire = json.loads(json.dumps(report.to_json_dict()))
    assert SelfReport.of(wire) == report


@given(st.dictionaries(st.sampled_from(KEYS), json_values))
def test_whatever_else_a_bucket_keeps_counts_as_not_said(data: dict[str, Any]) -> None:
    report = SelfReport.of(data)
    assert isinstance(report.backend, str)
    assert all(moment is None or moment.tzinfo is UTC for moment in (report.sensed, report.ended))
    assert report.pid is None or report.pid > 0
    assert all(isinstance(reason, str) for reason in report.refused.values())


@pytest.mark.parametrize("text", ["two\nlines", "x" * 5000, "\ud83d"])
def test_a_reason_is_kept_as_one_short_line_of_whole_characters(text: str) -> None:
    kept = SelfReport(why=text).to_json_dict()["why"]
    assert len(kept) <= 1000
    assert "\n" not in kept
    kept.encode()
