"""Functions of the language declare themselves by their signature."""

from __future__ import annotations

from typing import Any

import pytest

from aw_datastore import EventTable
from aw_query.errors import QueryFunctionException, QueryInterpretException
from aw_query.functions import functions
from aw_query.limits import Budget
from aw_query.registry import Context, Registry
from aw_query.values import ListValue

registry = Registry()


@registry.register
def plain(text: str, count: int, rest: list[Any]) -> Any:
    """What it does.

    And more of it.
    """
    return [text, count, rest]


@registry.register
def with_context_(context: Context, text: str | None = None) -> Any:
    return [context.budget, text]


@registry.register
def any_number(*values: ListValue) -> Any:
    return list(values)


@registry.register
def of_events(events: EventTable, keys: list[str]) -> Any:
    return [events, keys]


@pytest.fixture(name="context")
def _context() -> Context:
    return Context(source=None, scope=None, budget=Budget())  # type: ignore[arg-type]  # the functions here use neither


def call(name: str, context: Context, *values: Any) -> Any:
    function = registry[name]
    function.check_arity(len(values))
    return function(context, *(function.take(index, value) for index, value in enumerate(values)))


def test_a_function_has_its_name_and_documentation() -> None:
    assert registry["plain"].name == registry["plain"].__name__ == "plain"
    assert registry["plain"].__doc__ == "What it does.\n\nAnd more of it."


def test_a_name_taken_by_python_may_end_in_an_underscore() -> None:
    assert set(registry) == {"plain", "with_context", "any_number", "of_events"}


def test_arguments_arrive_as_declared(context: Context) -> None:
    assert call("plain", context, "a", 2.0, [1]) == ["a", 2, [1]]


def test_a_context_is_filled_in(context: Context) -> None:
    assert call("with_context", context) == [context.budget, None]
    assert call("with_context", context, "a") == [context.budget, "a"]


def test_any_number_of_arguments_may_be_taken(context: Context) -> None:
    assert call("any_number", context) == []
    assert call("any_number", context, [], [1], [2, 3]) == [[], [1], [2, 3]]


def test_the_empty_list_is_a_list_of_anything(context: Context) -> None:
    events, keys = call("of_events", context, [], EventTable.empty())
    assert isinstance(events, EventTable)
    assert (len(events), keys) == (0, [])


@pytest.mark.parametrize(
    ("name", "count", "expected"),
    [("plain", 2, "3"), ("plain", 4, "3"), ("with_context", 2, "0 or 1"), ("of_events", 0, "2")],
)
def test_the_amount_of_arguments_is_checked(name: str, count: int, expected: str) -> None:
    message = (
        f"Tried to call function {name} with invalid amount of arguments: expected {expected}, got {count}"
    )
    with pytest.raises(QueryInterpretException, match=message):
        registry[name].check_arity(count)


@pytest.mark.parametrize(
    ("name", "index", "value", "expected"),
    [
        ("plain", 0, 1, "Expected <class 'str'> but was <class 'int'> (`text` of `plain`)"),
        ("plain", 0, None, "Expected <class 'str'> but was <class 'NoneType'> (`text` of `plain`)"),
        ("plain", 1, "1", "Expected <class 'int'> but was <class 'str'> (`count` of `plain`)"),
        ("plain", 1, 1.5, "Expected <class 'int'> but was <class 'float'> (`count` of `plain`)"),
        ("plain", 1, True, "Expected <class 'int'> but was <class 'bool'> (`count` of `plain`)"),
        ("plain", 2, {}, "Expected <class 'list'> of values but was <class 'dict'> (`rest` of `plain`)"),
        ("with_context", 0, 5, "Expected <class 'str'> but was <class 'int'> (`text` of `with_context`)"),
        ("any_number", 3, "x", "Expected <class 'list'> but was <class 'str'> (`values` of `any_number`)"),
        (
            "of_events",
            0,
            [1],
            "Expected <class 'list'> of events but was <class 'list'> (`events` of `of_events`)",
        ),
        (
            "of_events",
            0,
            {},
            "Expected <class 'list'> of events but was <class 'dict'> (`events` of `of_events`)",
        ),
        (
            "of_events",
            1,
            ["a", 1],
            "Expected <class 'list'> of texts but was <class 'list'> (`keys` of `of_events`)",
        ),
    ],
)
def test_an_argument_of_the_wrong_type_is_named(name: str, index: int, value: Any, expected: str) -> None:
    with pytest.raises(QueryFunctionException) as caught:
        registry[name].take(index, value)
    assert (
        caught.value.message == f"Variable '{value}' passed to function call is of invalid type. {expected}"
    )


def test_a_long_value_is_shown_short() -> None:
    with pytest.raises(QueryFunctionException) as caught:
        registry["plain"].take(1, "x" * 1_000_000)
    assert len(caught.value.message) < 400
    with pytest.raises(QueryFunctionException) as caught:
        registry["plain"].take(0, list(range(1_000_000)))
    assert len(caught.value.message) < 400


def test_every_function_of_the_language_is_documented() -> None:
    assert all(function.__doc__ for function in functions.values())
