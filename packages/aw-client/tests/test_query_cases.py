"""What the queries say to the letter, as cases in `cases/queries.json`, which the web UI is held to as well."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from aw_client.queries import (
    AndroidQueryParams,
    DesktopQueryParams,
    browser_appnames,
    canonicalEvents,
    fullDesktopQuery,
    literal,
)
from aw_client.queries.canonical import summary_query

CASES = json.loads((Path(__file__).parent / "cases" / "queries.json").read_text(encoding="utf-8"))
PARAMS = {"desktop": DesktopQueryParams, "android": AndroidQueryParams}
ERRORS = {"TypeError": TypeError, "ValueError": ValueError}
LIMIT = 100


def named(kind: str, **wanted: str) -> pytest.MarkDecorator:
    """Run a test once for each case of a kind that has these fields."""
    cases = [case for case in CASES[kind] if wanted.items() <= case.items()]
    return pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in cases])


@named("queries")
def test_canonical_events_are_to_the_letter_those_of_the_case(case: dict[str, Any]) -> None:
    params = PARAMS[case["device"]](**case["params"])
    assert canonicalEvents(params).split("\n") == lines(case)


@named("queries", device="desktop")
def test_the_full_query_and_the_summary_go_on_from_them(case: dict[str, Any]) -> None:
    params = DesktopQueryParams(**case["params"])
    endings = CASES["after_canonicalEvents"]
    assert fullDesktopQuery(params).split("\n") == lines(case) + endings["fullDesktopQuery"]
    assert summary_query(params, None, LIMIT).split("\n") == lines(case) + endings["summary_query"]


@named("literal")
def test_a_value_is_written_as_in_its_case(case: dict[str, Any]) -> None:
    if "error" in case:
        with pytest.raises(ERRORS[case["error"]]):
            literal(case["value"])
    else:
        assert literal(case["value"]) == case["text"]


def test_the_table_of_browsers_is_that_of_the_cases() -> None:
    assert list(browser_appnames.items()) == list(CASES["browser_appnames"].items())


def lines(case: dict[str, Any]) -> list[str]:
    found: list[str] = case["canonicalEvents"]
    return found
