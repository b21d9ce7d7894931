"""Regular expressions of queries."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aw_query.engine.patterns import Pattern
from aw_query.errors import QueryFunctionException


def found(regex: str, *texts: str, ignore_case: bool = False) -> list[bool]:
    return [bool(each) for each in Pattern(regex, ignore_case=ignore_case).found_in(texts)]


def test_a_pattern_is_searched_for_anywhere_in_each_text() -> None:
    assert found("b+", "abc", "xyz", "", "b") == [True, False, False, True]


def test_a_pattern_may_ignore_case() -> None:
    assert found("ÄB", "äb", "ÄB", ignore_case=True) == [True, True]
    assert found("(?i)ab", "AB") == [True]
    assert found("ab", "AB") == [False]


def test_no_texts_are_no_answers() -> None:
    assert found("x") == []


@pytest.mark.parametrize(
    "regex", ["(", "[a-", "*", "a{99999999999}", "(?P<x>", r"\8", "(" * 5000 + ")" * 5000]
)
def test_what_is_no_regular_expression_is_an_error_of_the_query(regex: str) -> None:
    with pytest.raises(QueryFunctionException, match="Invalid regular expression") as caught:
        Pattern(regex)
    assert len(caught.value.message) < 400


@pytest.mark.filterwarnings("ignore:Possible:FutureWarning")  # about what a later Python may take for a set
@given(st.text(st.sampled_from(r"ab|()[]{}*+?\.^$-:=!<>1,P dws"), max_size=8), st.text("ab 1"))
def test_any_text_is_a_pattern_or_an_error_of_the_query(regex: str, text: str) -> None:
    try:
        assert found(regex, text, text) == found(regex, text) * 2
    except QueryFunctionException as error:
        message = error.message
    else:
        message = regex
    assert regex in message
