"""Arithmetic: exact where numbers are whole, never outside what JSON can hold."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aw_query.errors import QueryInterpretException
from aw_query.lexer import Kind
from aw_query.limits import MAX_DIGITS
from aw_query.operators import negate, operate

whole = st.integers(-(10**40), 10**40)
decimals = st.floats(allow_nan=False, allow_infinity=False)
numbers = whole | decimals
values = st.recursive(
    st.one_of(st.none(), st.booleans(), numbers, st.text()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=3),
    max_leaves=5,
)
operators = st.sampled_from([Kind.EQUAL, Kind.PLUS, Kind.MINUS, Kind.TIMES, Kind.DIVIDE, Kind.MODULO])


@given(whole, whole)
def test_whole_numbers_stay_exact(left: int, right: int) -> None:
    assert operate(Kind.PLUS, left, right) == left + right
    assert operate(Kind.MINUS, left, right) == left - right
    assert operate(Kind.TIMES, left, right) == left * right


@given(whole, whole.filter(bool))
def test_a_remainder_is_what_division_towards_zero_leaves(left: int, right: int) -> None:
    remainder = operate(Kind.MODULO, left, right)
    assert (left - remainder) % right == 0
    assert abs(remainder) < abs(right)
    assert remainder == 0 or (remainder < 0) == (left < 0)


@given(operators, values, values)
def test_any_operation_has_a_value_json_can_hold_or_is_an_error(kind: Kind, left: Any, right: Any) -> None:
    try:
        value = operate(kind, left, right)
    except QueryInterpretException:
        return
    if isinstance(value, float):
        assert math.isfinite(value)
    elif isinstance(value, int):
        assert abs(value) < 10**MAX_DIGITS


@given(values, values)
def test_operands_are_left_as_they_are(left: Any, right: Any) -> None:
    before = repr((left, right))
    for kind in (Kind.EQUAL, Kind.PLUS):
        try:
            value = operate(kind, left, right)
        except QueryInterpretException:
            continue
        assert not isinstance(value, list) or (value is not left and value is not right)
    assert repr((left, right)) == before


@pytest.mark.parametrize(
    "attempt",
    [
        lambda: operate(Kind.TIMES, 10 ** (MAX_DIGITS - 1), 10),
        lambda: operate(Kind.PLUS, 10 ** (MAX_DIGITS - 1), 0.5),
        lambda: operate(Kind.DIVIDE, 10 ** (MAX_DIGITS - 1), 2),
        lambda: operate(Kind.MODULO, 10 ** (MAX_DIGITS - 1), 0.5),
        lambda: operate(Kind.TIMES, 1e308, 10),
        lambda: operate(Kind.MINUS, -1e308, 1e308),
    ],
)
def test_a_result_out_of_range_is_an_error(attempt: Callable[[], Any]) -> None:
    with pytest.raises(QueryInterpretException, match="out of range"):
        attempt()


@pytest.mark.parametrize("zero", [0, 0.0, -0.0])
@pytest.mark.parametrize("kind", [Kind.DIVIDE, Kind.MODULO])
def test_zero_divides_nothing(kind: Kind, zero: float) -> None:
    with pytest.raises(QueryInterpretException, match="by zero"):
        operate(kind, 1, zero)


@given(numbers)
def test_negating_twice_changes_nothing(number: float) -> None:
    assert negate(negate(number)) == number
