"""Errors say where in the query they happened, and show it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import aw_query
import aw_query.errors
import aw_query.exceptions
from aw_core.errors import AWError
from aw_query.errors import Position, QueryException, QueryParseException


def located(text: str, offset: int) -> QueryException:
    error = QueryException("wrong", offset)
    error.locate(text)
    return error


def test_a_caret_stands_under_the_place() -> None:
    assert str(located("a = 1;\nb = x;\n", 11)) == "wrong (line 2, column 5)\n  b = x;\n      ^"


def test_tabs_before_the_place_stay_tabs_above_and_below() -> None:
    assert str(located("\t\ta = x;", 6)).splitlines()[1:] == ["  \t\ta = x;", "  \t\t    ^"]


def test_of_a_long_line_only_the_part_around_the_place_is_shown() -> None:
    _, line, caret = str(located("x" * 5000 + "!" + "y" * 5000, 5000)).splitlines()
    assert len(line) < 110
    assert line[caret.index("^")] == "!"


def test_the_end_of_the_text_is_a_place() -> None:
    assert located("a =", 3).position == Position(3, 1, 4)
    assert located("a =\n", 4).position == Position(4, 2, 1)


def test_an_error_without_a_place_is_its_message() -> None:
    error = QueryException("wrong")
    error.locate("a = 1;")
    assert error.position is None
    assert str(error) == error.message == "wrong"


def test_the_first_place_told_is_kept() -> None:
    error = QueryException("wrong")
    error.blame(5)
    error.blame(1)
    assert error.offset == 5


def test_a_position_goes_over_the_wire() -> None:
    assert Position(5, 2, 3).to_json_dict() == {"offset": 5, "line": 2, "column": 3}


@given(st.text(st.sampled_from("ab\n\t;é")), st.data())
def test_line_and_column_lead_back_to_the_offset(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    position = Position.of(offset, text)
    lines = text.split("\n")
    assert sum(len(line) + 1 for line in lines[: position.line - 1]) + position.column - 1 == offset
    assert position.column <= len(lines[position.line - 1]) + 1


@pytest.mark.parametrize("name", aw_query.exceptions.__all__)
def test_errors_are_found_where_scripts_import_them_from(name: str) -> None:
    assert getattr(aw_query.exceptions, name) is getattr(aw_query.errors, name) is getattr(aw_query, name)
    assert issubclass(getattr(aw_query, name), QueryException)


def test_every_error_of_a_query_is_one_of_ours() -> None:
    assert issubclass(QueryException, AWError)
    assert issubclass(QueryParseException, QueryException)
