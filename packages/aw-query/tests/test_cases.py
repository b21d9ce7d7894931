"""The language as data: `cases/*.json`, each case a query and its result or the place and type of its error.

A case is `{name, buckets, query, result}` or `{name, buckets, query, error: {type, line, column, message}}`;
`buckets` (as an export has them) may be left out, and so may the error's message, of which only the beginning
counts. Any implementation of the language can run them: the period is 2024-05-01, UTC.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import aw_query

CASES = [
    pytest.param(case, id=f"{path.stem}: {case['name']}")
    for path in sorted((Path(__file__).parent / "cases").glob("*.json"))
    for case in json.loads(path.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("case", CASES)
def test_a_query_has_the_result_or_error_of_its_case(
    case: dict[str, Any], ask_wire: Callable[..., Any]
) -> None:
    if "error" in case:
        with pytest.raises(aw_query.QueryException) as caught:
            ask_wire(case["query"], case.get("buckets", ()))
        assert described(caught.value, like=case["error"]) == case["error"]
    else:
        assert spelled(ask_wire(case["query"], case.get("buckets", ()))) == spelled(case["result"])


def described(error: aw_query.QueryException, like: dict[str, Any]) -> dict[str, Any]:
    assert error.position is not None
    described = {
        "type": type(error).__name__,
        "line": error.position.line,
        "column": error.position.column,
    }
    if "message" in like:
        described["message"] = error.message[: len(like["message"])]
    return described


def spelled(value: Any) -> str:
    """A value in one spelling, which tells 1, 1.0 and true apart."""
    return json.dumps(value, indent=1, sort_keys=True)
