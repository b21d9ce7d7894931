"""What the operators do with values.

Numbers are whole or decimal and mix freely; `/` always gives a decimal. The remainder has the sign of the
dividend. Texts and lists can be joined with `+`. Values of different types cannot be compared, and null
equals nothing, not even null.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any, TypeAlias

from aw_query.errors import QueryInterpretException
from aw_query.lexer import Kind
from aw_query.limits import MAX_DIGITS
from aw_query.values import ListValue, is_list, is_number, joined, same, type_name

__all__ = ["negate", "operate"]

Number: TypeAlias = int | float

_TOO_LARGE = 10**MAX_DIGITS


def operate(kind: Kind, left: Any, right: Any) -> Any:
    """The value of `left <operator> right`.

    Raises:
        QueryInterpretException: the operator is not defined for these types, or for these numbers.
    """
    if kind is Kind.EQUAL:
        return _equal(left, right)
    if is_number(left) and is_number(right):
        return _calculate(kind, left, right)
    if kind is Kind.PLUS and isinstance(left, str) and isinstance(right, str):
        return left + right
    if kind is Kind.PLUS and is_list(left) and is_list(right):
        return _joined(left, right)
    raise QueryInterpretException(f"`{kind}` is not defined for {type_name(left)} and {type_name(right)}")


def negate(value: Any) -> Number:
    """The value of `-value`.

    Raises:
        QueryInterpretException: it is no number.
    """
    if not is_number(value):
        raise QueryInterpretException(f"`-` is not defined for {type_name(value)}")
    negative: Number = -value
    return negative


def _joined(left: ListValue, right: ListValue) -> ListValue:
    try:
        return joined([left, right])
    except TypeError as error:
        raise QueryInterpretException(f"`+`: {error}") from error


def _equal(left: Any, right: Any) -> bool:
    if type_name(left) != type_name(right):
        raise QueryInterpretException(
            f"`==` compares values of one type, not {type_name(left)} and {type_name(right)}"
        )
    return left is not None and same(left, right)


def _remainder(left: Number, right: Number) -> Number:
    if isinstance(left, float) or isinstance(right, float):
        return math.fmod(left, right)
    return abs(left) % abs(right) * (-1 if left < 0 else 1)


_ARITHMETIC: dict[Kind, Callable[[Any, Any], Number]] = {
    Kind.PLUS: operator.add,
    Kind.MINUS: operator.sub,
    Kind.TIMES: operator.mul,
    Kind.DIVIDE: operator.truediv,
    Kind.MODULO: _remainder,
}


def _calculate(kind: Kind, left: Number, right: Number) -> Number:
    if kind in (Kind.DIVIDE, Kind.MODULO) and right == 0:
        raise QueryInterpretException(f"`{kind}` by zero")
    try:
        result = _ARITHMETIC[kind](left, right)
    except OverflowError:
        result = math.inf
    if abs(result) >= _TOO_LARGE if isinstance(result, int) else not math.isfinite(result):
        raise QueryInterpretException(f"The result of `{kind}` is out of range")
    return result
