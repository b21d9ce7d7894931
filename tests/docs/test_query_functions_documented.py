"""The page on the query language: it has every function, and what its examples promise is so.

A block marked `events <bucket id>` is a bucket, one marked `query` an example, and the block after it, marked
`result`, what it gives: JSON, or events one a line, as start, seconds and data.
"""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import aw_query
from aw_core import Event
from aw_datastore import Datastore, EventTable
from aw_datastore.storages import MemoryStorage
from aw_query.errors import QueryInterpretException
from aw_query.functions import functions
from aw_query.limits import MAX_DIGITS, MAX_LENGTH, MAX_NESTING, MAX_RESULT_EVENTS

PAGE = (Path(__file__).parents[2] / "docs" / "query-language.md").read_text(encoding="utf-8")
BUCKETS = dict(re.findall(r"^```events (\S+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))
EXAMPLES = re.findall(r"^```query\n(.*?)^```\n```result\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
HEADINGS = dict(re.findall(r"^#### (\w+)\((.*)\)$", PAGE, re.MULTILINE))
DAY = datetime(2024, 5, 1, tzinfo=UTC), datetime(2024, 5, 2, tzinfo=UTC)


@pytest.fixture(name="datastore", scope="module")
def _datastore() -> Iterator[Datastore]:
    with Datastore(MemoryStorage, testing=True) as datastore:
        for bucket_id, lines in BUCKETS.items():
            bucket = datastore.create_bucket(bucket_id, "type", "client", "desk", DAY[0])
            bucket.insert([_event(line) for line in lines.splitlines()])
        yield datastore


def _event(line: str) -> Event:
    start, seconds, data = line.split(maxsplit=2)
    return Event(None, f"2024-05-01T{start}Z", float(seconds), json.loads(data))


def test_every_function_is_documented_and_no_other() -> None:
    assert HEADINGS.keys() == functions.keys()


@pytest.mark.parametrize("name", sorted(functions))
def test_a_function_is_documented_with_its_parameters(name: str) -> None:
    assert f"({HEADINGS[name]})" == str(inspect.signature(functions[name]))


def test_every_function_has_an_example() -> None:
    sections = re.split(r"^#### ", PAGE, flags=re.MULTILINE)[1:]
    assert all("```query\n" in section and f"{section.split('(')[0]}(" in section for section in sections)
    assert PAGE.count("```query\n") == len(EXAMPLES)


@pytest.mark.parametrize(("query", "result"), EXAMPLES, ids=range(len(EXAMPLES)))
def test_an_example_gives_what_it_promises(query: str, result: str, datastore: Datastore) -> None:
    value = aw_query.run("example", query, *DAY, datastore)
    if result.lstrip()[0].isdigit() and "{" in result:
        assert isinstance(value, EventTable)
        assert value.to_events() == [_event(line) for line in result.splitlines()]
    else:
        assert _spelled(aw_query.wire_value(value)) == _spelled(json.loads(result))


def _spelled(value: Any) -> str:
    return json.dumps(value, indent=1, sort_keys=True)


def test_the_error_shown_is_the_error_given(datastore: Datastore) -> None:
    query = 'events = query_bucket("aw-watcher-window_desk");\nRETURN = sum_durations(event);'
    with pytest.raises(QueryInterpretException) as caught:
        aw_query.run("example", query, *DAY, datastore)
    assert f"```text\n{caught.value}\n```" in PAGE


def test_names_with_a_value_and_limits_are_those_of_the_code(datastore: Datastore) -> None:
    for name in re.findall(r"`(\w+)`", _section("Names").partition("have a value")[2].partition("```")[0]):
        assert aw_query.run("example", f"RETURN = {name};", *DAY, datastore) is not None
    for limit in (MAX_LENGTH, MAX_NESTING, MAX_RESULT_EVENTS):
        assert f"{limit:,}" in _section("Limits")
    assert f"up to {MAX_DIGITS} digits" in _section("Values")


def test_every_error_is_in_the_table_of_errors() -> None:
    errors = [
        name
        for name, value in vars(aw_query).items()
        if inspect.isclass(value) and issubclass(value, aw_query.QueryException)
    ]
    assert {f"`{name}`" for name in errors if name != "QueryException"} <= set(
        re.findall(r"`\w+`", _section("Errors"))
    )


def _section(title: str) -> str:
    return PAGE.partition(f"\n### {title}\n")[2].partition("\n### ")[0]
