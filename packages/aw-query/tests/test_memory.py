"""What one query found out of payloads, another need not; and nothing else about it can be seen."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest

import aw_query
from aw_core import Event
from aw_datastore import EventTable
from aw_query import Memory
from aw_query.engine.pool import MAX_OPERATIONS, NOTHING_ADDED, Pool
from aw_query.memory import MAX_CHARACTERS, MAX_TREES

START, END = datetime(2024, 5, 1, tzinfo=UTC), datetime(2024, 5, 2, tzinfo=UTC)
CLASSES = '[[["Work"], {"regex": "file1"}], [["Web", "Search"], {"regex": "file2\\b", "ignore_case": true}]]'
QUERY = f"""
events = categorize(split_url_events(flood(query_bucket("window"))), {CLASSES});
events = simplify_window_titles(tag(events, [["one", {{"regex": "1"}}]]), "title");
RETURN = [merge_events_by_keys(events, ["$category", "$tags"]), filter_keyvals_regex(events, "title", "e3+$"),
          merge_events_by_keys(events, ["title"]), chunk_events_by_key(events, "$domain")];
"""


class Source:
    """A bucket of events whose payloads are the same objects each time."""

    def __init__(self, payloads: int = 60) -> None:
        self._events = EventTable.from_events(
            Event(
                n,
                START + timedelta(seconds=n),
                1,
                {"app": "x", "title": f"({n}) file{n}", "url": f"a://{n % 7}"},
            )
            for n in range(payloads)
        )

    def buckets(self) -> dict[str, dict[str, Any]]:
        return {"window": {"hostname": "desk"}}

    def table(self, _bucket_id: str, *_period: Any) -> EventTable:
        table = self._events
        return EventTable(table.start, table.end, table.payload, table.id, list(table.payloads))

    def eventcount(self, *_: Any) -> int:
        return len(self._events)


def ask(query: str, source: Source, memory: Memory | None = None) -> Any:
    return aw_query.wire_value(aw_query.run("test", query, START, END, source, memory))


def test_a_query_answers_the_same_with_and_without_a_memory() -> None:
    source, memory = Source(), Memory()
    answers = [ask(QUERY, source), *(ask(QUERY, source, memory) for _ in range(3))]
    assert answers == answers[:1] * 4


def test_other_rules_get_other_answers() -> None:
    source, memory = Source(), Memory()
    for number in (1, 2, 3):
        query = QUERY.replace("file1", f"file{number}").replace("e3+", f"e{number}+")
        assert ask(query, source, memory) == ask(query, source)


def test_an_operation_is_asked_about_each_payload_once() -> None:
    pool, asked = Pool(), []
    payloads = [{"n": n} for n in range(9)]

    def find(numbers: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        asked.append(pool.payloads(numbers))
        return numbers * 10

    for count in (3, 9, 5):
        numbers = pool.numbers(payloads[:count])
        assert pool.answers("tenfold", numbers, find).tolist() == [10 * n for n in range(count)]
    assert asked == [payloads[:3], payloads[3:]]


def test_a_payload_is_known_again_as_the_same_object() -> None:
    pool = Pool()
    one, equal = {"a": 1}, {"a": 1}
    assert pool.numbers([one, equal, one]).tolist() == [0, 1, 0]
    assert pool.numbers([equal]).tolist() == [1]


def test_what_is_added_is_seen_and_what_has_nothing_added_stays() -> None:
    pool = Pool()
    stored = [{"a": 1, "b": 2}, {"a": 2}]

    def additions(payloads: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{"b": 3} if "b" in payload else NOTHING_ADDED for payload in payloads]

    numbers = pool.numbers(stored)
    changed = pool.changed("b", numbers, additions)
    again = pool.changed("c", changed, lambda payloads: [{"c": len(payload)} for payload in payloads])
    assert pool.payloads(changed) == [{"a": 1, "b": 3}, {"a": 2}]
    assert changed[1] == numbers[1]
    assert pool.payloads(again) == [{"a": 1, "b": 3, "c": 2}, {"a": 2, "c": 1}]
    assert [list(pool.payload(int(number))) for number in again] == [["a", "b", "c"], ["a", "c"]]
    codes, column = pool.values("b", again)
    assert column.values[int(codes[0])] == 3
    assert codes[1] == 0
    assert stored == [{"a": 1, "b": 2}, {"a": 2}]


def test_a_full_memory_begins_anew() -> None:
    memory = Memory(max_size=50_000)
    first = memory.pool()
    for _ in range(20):
        source = Source(100)
        assert ask(QUERY, source, memory) == ask(QUERY, source)
    assert memory.pool() is not first
    assert first.size < 10 * 50_000


def test_a_full_pool_takes_no_more_payloads() -> None:
    source, memory = Source(300), Memory(max_size=100_000)
    for number in range(12):
        ask(QUERY.replace("file1", f"file{number}"), source, memory)
        assert memory.pool().size < 300_000


def test_only_so_many_operations_are_remembered() -> None:
    pool = Pool()
    numbers = pool.numbers([{"a": 1}])
    for operation in range(2 * MAX_OPERATIONS):
        pool.answers(operation, numbers, lambda missing: missing)
    asked: list[int] = []

    def find(missing: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        asked.append(len(missing))
        return missing

    pool.answers(2 * MAX_OPERATIONS - 1, numbers, find)
    assert asked == []
    pool.answers(0, numbers, find)
    assert asked == [1]


def test_a_pattern_that_took_too_long_is_not_taken_for_one_that_matches_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("aw_query.engine.patterns.MAX_SECONDS", 0.05)
    source, memory = Source(), Memory()
    query = 'RETURN = filter_keyvals_regex(query_bucket("window"), "title", "(.*)*(.*)*(.*)*[^ef]$");'
    slow = Source()
    slow.table("window").payloads[0]["title"] = "e" * 5000
    for _ in range(2):
        with pytest.raises(aw_query.QueryFunctionException, match="took longer"):
            ask(query, slow, memory)
    assert ask(QUERY, source, memory) == ask(QUERY, source)


def test_a_query_that_is_asked_again_is_not_parsed_again() -> None:
    memory = Memory()
    assert memory.parsed("RETURN = 1;") is memory.parsed("RETURN = 1;")
    with pytest.raises(aw_query.QueryParseException):
        memory.parsed("RETURN = ;")


def test_only_the_trees_asked_for_last_are_kept_and_none_of_a_very_long_text() -> None:
    memory = Memory()
    kept, forgotten = memory.parsed("RETURN = 1;"), memory.parsed("RETURN = 2;")
    for number in range(MAX_TREES):
        memory.parsed(f"a = {number}; RETURN = a;")
        assert memory.parsed("RETURN = 1;") is kept
    assert memory.parsed("RETURN = 2;") is not forgotten
    long = "RETURN = 1;" + " " * MAX_CHARACTERS
    assert memory.parsed(long) is not memory.parsed(long)


def test_queries_in_several_threads_share_a_memory() -> None:
    source, memory = Source(200), Memory(max_size=200_000)
    queries = [QUERY.replace("file1", f"file{number}") for number in range(3)] * 2
    expected = {query: ask(query, source) for query in queries}
    wrong: list[str] = []

    def asking(own: list[str]) -> None:
        wrong.extend(query for query in own if ask(query, source, memory) != expected[query])

    threads = [threading.Thread(target=asking, args=(queries[n:] + queries[:n],)) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
