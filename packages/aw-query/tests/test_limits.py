"""However a query is written, it ends: with a result, or with an error that a limit was reached."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from aw_datastore import EventTable
from aw_query import QueryException, QueryInterpretException, QueryParseException
from aw_query.engine import chunk_events_by_key, concat
from aw_query.limits import MAX_LENGTH, MAX_NESTING, MAX_RESULT_EVENTS, Budget, check_result

DATA = {"app": "x", "title": "y"}
EVENTS = [
    {
        "id": n,
        "timestamp": f"2024-05-01T09:{n // 60:02}:{n % 60:02}Z",
        "duration": 1,
        "data": DATA | {"n": n % 3},
    }
    for n in range(600)
]
BUCKETS = [{"id": "b", "hostname": "h", "events": EVENTS}, {"id": "empty", "hostname": "h", "events": []}]
READ = 'a = query_bucket("b");'

Ask = Callable[..., Any]


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("RETURN = " + "[" * 5000 + "]" * 5000, id="lists in lists"),
        pytest.param("RETURN = " + "(" * 9000 + "1" + ")" * 9000, id="parentheses in parentheses"),
        pytest.param("RETURN = " + "nop(" * 5000 + ")" * 5000, id="calls in calls"),
        pytest.param("RETURN = " + '{"a":' * 5000 + "1" + "}" * 5000, id="dicts in dicts"),
        pytest.param("if true {" * 5000 + "}" * 5000, id="blocks in blocks"),
        pytest.param("RETURN = " + "-" * 9000 + "1", id="minus after minus"),
        pytest.param("RETURN = " + "9" * 10**6, id="a million digits"),
        pytest.param("RETURN = " + "9" * 99_000, id="many digits"),
        pytest.param("RETURN = 0." + "9" * 99_000, id="many decimals"),
        pytest.param("RETURN = 9 " + "* 99999999 " * 5000, id="a long product"),
        pytest.param("a = 10;" + "a = a * a;" * 100 + "RETURN = a", id="squares of squares"),
        pytest.param("a = 1.5;" + "a = a * a;" * 100 + "RETURN = a", id="decimal squares of squares"),
        pytest.param("a = [1];" + "a = a + a;" * 99 + "RETURN = a", id="a list doubled"),
        pytest.param("a = [1];" + "a = concat(a, a, a);" * 99 + "RETURN = a", id="a list tripled"),
        pytest.param("a = [1];" + "a = [a, a];" * 40 + "RETURN = a", id="a list twice in a list"),
        pytest.param("a = [1];" + 'a = {"x": a, "y": a};' * 40 + "RETURN = a", id="a dict twice in a dict"),
        pytest.param('a = "abc";' + "a = a + a;" * 99 + "RETURN = a", id="a text doubled"),
        pytest.param("a = [];" + "a = [a];" * 5000 + "RETURN = a", id="a list ever deeper"),
        pytest.param('RETURN = "a" * 1000000000', id="a text multiplied"),
        pytest.param("RETURN = [1] * 1000000000", id="a list multiplied"),
        pytest.param(
            READ + 'a = chunk_events_by_key(concat(a, a), "n");' * 99 + "RETURN = a", id="chunks of chunks"
        ),
        pytest.param(
            READ + 'RETURN = filter_keyvals_regex(a, "app", "' + "(" * 5000 + ")" * 5000 + '")',
            id="a deep regex",
        ),
        pytest.param(
            "a=[" + 'query_bucket_eventcount("empty"),' * 30_000 + "1]; RETURN = a", id="reading without end"
        ),
    ],
)
def test_a_query_that_runs_away_ends_with_an_error(query: str, ask_wire: Ask) -> None:
    with pytest.raises(QueryException) as caught:
        ask_wire(query, BUCKETS)
    assert caught.value.position is not None


@pytest.mark.parametrize(
    ("query", "result"),
    [
        pytest.param("RETURN = " + "1 + " * 50_000 + "1", 50_001, id="a long sum"),
        pytest.param("a = 1;" * 50_000 + "RETURN = a", 1, id="many statements"),
        pytest.param("if false {} " + "elif false {} " * 20_000 + "RETURN = 1", 1, id="many branches"),
        pytest.param("a = [" + 'find_bucket("b"), ' * 10_000 + "1]; RETURN = 1", 1, id="finding often"),
        pytest.param("RETURN = " + "[" * MAX_NESTING + "]" * MAX_NESTING + " == []", False, id="deep lists"),
    ],
)
def test_a_query_that_is_merely_long_has_its_result(query: str, result: Any, ask: Ask) -> None:
    assert ask(query, BUCKETS) == result


def test_long_literals_come_back_whole(ask: Ask) -> None:
    assert ask("RETURN = [" + "1, " * 50_000 + "1]") == [1] * 50_001
    assert ask(f'RETURN = "{"x" * 900_000}"') == "x" * 900_000


def test_a_query_may_be_as_long_as_the_limit_and_no_longer(ask: Ask) -> None:
    query = "RETURN = 1;"
    assert ask(query + " " * (MAX_LENGTH - len(query))) == 1
    with pytest.raises(QueryParseException, match=f"more than {MAX_LENGTH}"):
        ask(query + " " * (MAX_LENGTH - len(query) + 1))


def events(count: int, payloads: int = 1) -> EventTable:
    """So many events of a second each, over so many payloads."""
    start = np.arange(count) * 1_000_000
    which = (np.arange(count) % payloads).astype(np.int32)
    return EventTable(start, start + 1_000_000, which, np.arange(count), [{"n": n} for n in range(payloads)])


def test_what_a_statement_makes_is_let_go_of_when_its_name_has_its_value() -> None:
    budget = Budget(max_held=100, max_made=1000)
    for _ in range(5):
        budget.make(events(40))
        budget.hold("a", events(10))
    with pytest.raises(QueryInterpretException):
        budget.make(events(80))


def test_every_name_holds_its_value_until_it_gets_another() -> None:
    budget = Budget(max_held=100, max_made=1000)
    budget.hold("a", events(30))
    budget.hold("b", events(30))
    budget.hold("a", events(1))
    budget.hold("c", events(30))
    with pytest.raises(QueryInterpretException):
        budget.hold("d", events(1))


def test_all_that_was_ever_made_has_a_limit() -> None:
    budget = Budget(max_held=100, max_made=200)
    for _ in range(4):
        budget.hold("a", events(40))
    with pytest.raises(QueryInterpretException):
        budget.hold("a", events(1))


def test_payloads_weigh_more_than_events() -> None:
    budget = Budget(max_held=100)
    budget.make(events(20, payloads=1))
    with pytest.raises(QueryInterpretException):
        budget.make(events(20, payloads=20))


def test_what_is_in_a_list_twice_counts_twice() -> None:
    twice: list[object] = [["x"]] * 2
    for _ in range(40):
        twice = [twice, twice]
    with pytest.raises(QueryInterpretException, match="room"):
        Budget().make(twice)


def test_a_result_has_only_so_many_events() -> None:
    many = events(MAX_RESULT_EVENTS // 4)
    assert check_result([many, {"a": many}]) == [many, {"a": many}]
    with pytest.raises(QueryInterpretException, match="limit_events"):
        check_result([many] * 5)


def test_events_in_chunks_count_as_often_as_the_chunk_comes() -> None:
    chunks = chunk_events_by_key(events(2**10), "n")
    assert len(chunks) == 1
    many = concat([chunks] * (MAX_RESULT_EVENTS // 2**10))
    with pytest.raises(QueryInterpretException, match="limit_events"):
        check_result(many)
    assert check_result(chunks) is chunks


def test_a_few_events_do_not_keep_all_payloads_of_their_bucket(ask_run: Ask) -> None:
    few = ask_run(READ + "RETURN = limit_events(a, 2);", BUCKETS)
    assert len(few.payloads) <= 4
