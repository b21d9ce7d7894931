from __future__ import annotations

import json

import pytest
from fake_aw_server import FakeServer
from hypothesis import given
from hypothesis import strategies as st

from aw_client import ActivityWatchClient
from aw_client.queries import (
    AndroidQueryParams,
    DesktopQueryParams,
    EnhancedJSONEncoder,
    QueryParams,
    browser_appnames,
    browserEvents,
    browsersWithBuckets,
    canonicalEvents,
    escape_doublequote,
    fullDesktopQuery,
    isAndroidParams,
    isDesktopParams,
    literal,
    pretty_query,
    querystr_to_array,
)

CLASSES = [(["Work"], {"type": "regex", "regex": r"\bmain\.py"})]
DESKTOP = DesktopQueryParams(bid_window="aw-watcher-window_h", bid_afk="aw-watcher-afk_h", classes=CLASSES)
PHONE = AndroidQueryParams(bid_android="aw-watcher-android_h", classes=CLASSES)


def desktop(**changes: object) -> DesktopQueryParams:
    return DesktopQueryParams(**{**vars(DESKTOP), **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "true"),
        (12, "12"),
        (-1.5, "-1.5"),
        (1e-7, "0.0000001"),
        (1e16, "10000000000000000.0"),
        ('say "hi"', r'"say \"hi\""'),
        (r"\bmain\.py$", r'"\bmain\.py$"'),
        (["a", 1], '["a", 1]'),
        ({"k": ["v"]}, '{"k": ["v"]}'),
        (("Work", "Code"), '["Work", "Code"]'),
    ],
)
def test_a_value_is_written_as_the_query_language_reads_it(value: object, text: str) -> None:
    assert literal(value) == text


@pytest.mark.parametrize("value", ["ends in \\", float("nan"), float("inf")])
def test_what_the_language_cannot_write_is_an_error(value: object) -> None:
    with pytest.raises(ValueError, match="cannot write"):
        literal(value)


@pytest.mark.parametrize("value", [None, object(), [None]])
def test_what_is_no_value_of_the_language_is_an_error(value: object) -> None:
    with pytest.raises(TypeError, match="expected text, number"):
        literal(value)


def test_quotes_are_escaped() -> None:
    assert escape_doublequote('a "b"') == 'a \\"b\\"'


@given(st.lists(st.text(min_size=1).filter(lambda text: not text.endswith("\\")), min_size=1))
def test_whatever_texts_hold_the_statements_around_them_stay_apart(texts: list[str]) -> None:
    statements = [f"a = {literal(text)};" for text in texts]
    assert querystr_to_array("\n".join(statements)) == statements


def test_a_query_is_taken_apart_at_its_semicolons_only() -> None:
    query = "a = 1; # one; two\nb = 'x;y' ;\n\nRETURN = b"
    assert querystr_to_array(query) == ["a = 1;", "# one; two\nb = 'x;y' ;", "RETURN = b"]


def test_a_pretty_query_has_no_indentation() -> None:
    assert pretty_query("\n    a = 1;\n\n        RETURN = a;\n") == "a = 1;\nRETURN = a;"


def test_parameters_know_what_device_they_are_of() -> None:
    assert isDesktopParams(DESKTOP)
    assert not isDesktopParams(PHONE)
    assert isAndroidParams(PHONE)
    assert not isAndroidParams(DESKTOP)


def test_parameters_of_neither_are_refused() -> None:
    with pytest.raises(TypeError, match="QueryParams"):
        canonicalEvents(QueryParams(classes=CLASSES))


def test_parameters_can_be_written_as_json() -> None:
    assert json.loads(json.dumps(PHONE, cls=EnhancedJSONEncoder))["bid_android"] == "aw-watcher-android_h"
    with pytest.raises(TypeError):
        json.dumps(object(), cls=EnhancedJSONEncoder)


def test_browsers_are_told_by_the_name_before_the_host() -> None:
    buckets = [
        "aw-watcher-web-firefox",
        "aw-watcher-web-chrome_march",
        "aw-watcher-web-lynx_firefox",
        "other",
    ]
    assert browsersWithBuckets(buckets) == [("firefox", buckets[0]), ("chrome", buckets[1])]


def test_every_browser_has_window_names_without_repetition() -> None:
    for names in browser_appnames.values():
        assert names
        assert len(set(names)) == len(names)


def test_two_buckets_of_one_browser_both_count() -> None:
    text = browserEvents(QueryParams(bid_browsers=["aw-watcher-web-firefox", "aw-watcher-web-firefox_h"]))
    assert 'query_bucket("aw-watcher-web-firefox")' in text
    assert 'query_bucket("aw-watcher-web-firefox_h")' in text


@pytest.mark.parametrize(
    ("params", "statement", "present"),
    [
        (DESKTOP, "events = filter_period_intersect(events, not_afk);", True),
        (desktop(filter_afk=False), "events = filter_period_intersect(events, not_afk);", False),
        (desktop(bid_browsers=["aw-watcher-web-firefox"]), '"audible"', True),
        (desktop(bid_browsers=["aw-watcher-web-firefox"], include_audible=False), '"audible"', False),
        (desktop(filter_classes=[["Work"]]), 'filter_keyvals(events, "$category", [["Work"]]);', True),
        (
            desktop(always_active_pattern="zoom|teams"),
            'filter_keyvals_regex(events, "title", "zoom|teams")',
            True,
        ),
        (desktop(always_active_pattern="a\\\\"), r'"a\\(?:)"', True),
        (DESKTOP, r'categorize(events, [[["Work"], {"type": "regex", "regex": "\bmain\.py"}]]);', True),
        (desktop(classes=[(["Off"], {"type": None})]), 'categorize(events, [[["Off"], {}]]);', True),
        (PHONE, "not_afk", False),
    ],
)
def test_a_parameter_adds_its_statement(params: QueryParams, statement: str, present: bool) -> None:
    assert (statement in canonicalEvents(params)) is present


def test_the_full_query_ends_with_its_result() -> None:
    last = querystr_to_array(fullDesktopQuery(DESKTOP))[-1]
    assert last.startswith("RETURN = {")
    for key in (
        "events",
        "window",
        "browser",
        "app_events",
        "title_events",
        "cat_events",
        "active_events",
        "urls",
    ):
        assert f'"{key}":' in last


def test_without_categories_those_of_the_clients_server_are_used(server: FakeServer) -> None:
    server.settings["classes"] = [{"name": ["Mine"], "rule": {"type": "regex", "regex": "x"}}]
    client = ActivityWatchClient("aw-test", host="127.0.0.1", port=server.port)
    assert '["Mine"]' in canonicalEvents(desktop(classes=[]), client)
