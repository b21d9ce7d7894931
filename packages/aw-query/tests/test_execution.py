"""Queries of a real datastore, asked from Python."""

from __future__ import annotations

import copy
import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import aw_query
from aw_core import Event
from aw_datastore import Datastore, EventTable
from aw_datastore.storages import SqliteStorage
from aw_query import query2
from aw_query.functions import functions

START, END = datetime(2024, 5, 1, tzinfo=UTC), datetime(2024, 5, 2, tzinfo=UTC)
NINE = datetime(2024, 5, 1, 9, tzinfo=UTC)
EVENTS = [
    Event(None, NINE, 10, {"app": "editor", "tags": ["a"]}),
    Event(None, NINE + timedelta(seconds=12), 5, {"app": "mail", "tags": ["a"]}),
]


@pytest.fixture(name="datastore", scope="module")
def _datastore(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Datastore]:
    path = tmp_path_factory.mktemp("data") / "events.db"
    with Datastore(SqliteStorage, testing=True, filepath=path) as datastore:
        datastore.create_bucket("window_desk", "currentwindow", "test", "desk", NINE).insert(
            copy.deepcopy(EVENTS)
        )
        datastore.create_bucket("empty", "currentwindow", "test", "phone", NINE)
        yield datastore


def ask(datastore: Datastore, query: str, start: datetime = START, end: datetime = END) -> Any:
    return aw_query.query("test", query, start, end, datastore)


def test_a_query_reads_a_datastore(datastore: Datastore) -> None:
    events = ask(datastore, 'RETURN = flood(query_bucket(find_bucket("window_", "desk")));')
    assert events == [
        Event(None, NINE, 12, {"app": "editor", "tags": ["a"]}),
        Event(None, NINE + timedelta(seconds=12), 5, {"app": "mail", "tags": ["a"]}),
    ]
    assert [event.id for event in events] == [1, 2]


def test_buckets_are_listed_and_counted(datastore: Datastore) -> None:
    query = 'RETURN = [query_bucket_names(), query_bucket_eventcount("window_desk"), query_bucket("empty")];'
    assert ask(datastore, query) == [["window_desk", "empty"], 2, []]


def test_a_bucket_that_is_not_there_is_an_error(datastore: Datastore) -> None:
    for function in ("query_bucket", "query_bucket_eventcount"):
        with pytest.raises(aw_query.QueryFunctionException, match="There's no bucket named 'x'"):
            ask(datastore, f'RETURN = {function}("x");')


def test_the_period_may_be_in_any_zone_or_none(datastore: Datastore) -> None:
    query = 'RETURN = [STARTTIME, sum_durations(query_bucket("window_desk"))];'
    zone = timezone(timedelta(hours=2))
    assert ask(datastore, query, datetime(2024, 5, 1, 11, 0, 5, tzinfo=zone)) == [
        "2024-05-01T11:00:05+02:00",
        10.0,
    ]
    naive = datetime.fromisoformat("2024-05-01T09:00:05")
    assert ask(datastore, query, naive, naive + timedelta(days=1)) == ["2024-05-01T09:00:05", 10.0]


def test_events_cut_by_the_period_start_on_a_whole_millisecond(datastore: Datastore) -> None:
    start = NINE + timedelta(microseconds=1_234_567)
    value = aw_query.run("", 'RETURN = query_bucket("window_desk");', start, END, datastore)
    assert aw_query.wire_events(value)[-1]["timestamp"] == "2024-05-01T09:00:01.234000+00:00"


def test_what_a_query_gives_shares_nothing(datastore: Datastore) -> None:
    query = (
        'e = query_bucket("window_desk"); RETURN = [concat(e, e), categorize(e, [[["A"], {"regex": "."}]])];'
    )
    first = ask(datastore, query)
    for events in first:
        for event in events:
            assert event.data["tags"] == ["a"]
            event.data["tags"].append("spoiled")
            event.data.setdefault("$category", []).append("spoiled")
    assert ask(datastore, query)[0][0].data == {"app": "mail", "tags": ["a"]}


def test_run_leaves_events_in_tables(datastore: Datastore) -> None:
    value = aw_query.run(
        None, 'RETURN = {"e": query_bucket("window_desk"), "n": NAME};', START, END, datastore
    )
    assert isinstance(value["e"], EventTable)
    assert value["n"] is None


def test_buckets_are_asked_for_once(datastore: Datastore) -> None:
    class Counting:
        asked = 0

        def buckets(self) -> Any:
            self.asked += 1
            return datastore.buckets()

        table, eventcount = datastore.table, datastore.eventcount

    source = Counting()
    aw_query.query("", "RETURN = [" + 'find_bucket("e"), ' * 20 + "1];", START, END, source)
    assert source.asked == 1


def test_print_writes_to_the_log(datastore: Datastore, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "aw_query"):
        assert ask(datastore, 'RETURN = print("hello", 1, query_bucket("window_desk"));') is None
    assert caplog.messages == ["query test: hello 1 [2 events]"]


@pytest.mark.parametrize("failure", [RecursionError, MemoryError])
def test_running_out_of_the_machine_is_an_error_of_the_query(failure: type[Exception]) -> None:
    class Failing:
        def buckets(self) -> Any:
            raise failure

        def table(self, *_: Any) -> Any:
            raise failure

        eventcount = table

    with pytest.raises(aw_query.QueryInterpretException):
        aw_query.query("", "RETURN = query_bucket_names();", START, END, Failing())


def test_older_scripts_find_query_in_query2(datastore: Datastore) -> None:
    assert query2.query("", "RETURN = 1;", START, END, datastore) == 1
    assert query2.create_namespace() == {"True": True, "False": False, "true": True, "false": False}


def test_results_can_be_written_as_json(datastore: Datastore) -> None:
    query = (
        'e = query_bucket("window_desk"); RETURN = [e, chunk_events_by_key(e, "app"), 1.5, {"a": print()}];'
    )
    value = aw_query.run("", query, START, END, datastore)
    assert len(json.loads(json.dumps(aw_query.wire_value(value)))[1]) == 2


ARGUMENTS = [
    "e", "[]", "[1]", '["app"]', '"app"', '"window_desk"', "1", "-1", "1.5", "true", "{}", '{"regex": "e"}',
    '[[["A"], {"regex": "e"}]]', '[["t", {"regex": "("}]]', "print()", "STARTTIME", '"("', "[e, e]",
]  # fmt: skip


@given(st.sampled_from(sorted(functions)), st.lists(st.sampled_from(ARGUMENTS), max_size=4))
def test_any_call_has_a_result_or_is_an_error_of_the_query(
    datastore: Datastore, function: str, arguments: list[str]
) -> None:
    query = f'e = query_bucket("window_desk");\nRETURN = {function}({", ".join(arguments)});'
    try:
        json.dumps(aw_query.wire_value(aw_query.run("", query, START, END, datastore)))
        line = 2
    except aw_query.QueryException as error:
        line = error.position.line if error.position else 0
    assert line == 2
    assert ask(datastore, 'RETURN = query_bucket("window_desk");') == EVENTS[::-1]


def test_a_file_is_all_a_query_needs(tmp_path: Path) -> None:
    """A second store beside the first is its own: nothing is kept between queries or stores."""
    with Datastore(SqliteStorage, testing=True, filepath=tmp_path / "other.db") as other:
        assert ask(other, "RETURN = query_bucket_names();") == []
