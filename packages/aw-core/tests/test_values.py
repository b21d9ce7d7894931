from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aw_core.values import equal_values, value_key

# Few leaves, so that equal values are found.
leaves = st.sampled_from([None, True, False, 0, 1, 0.0, 1.0, 2**53, 2.0**53, 2**53 + 1, "", "1", "a"])
values = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["a", "b"]), inner, max_size=2)
    ),
    max_leaves=4,
)

EQUAL: list[tuple[Any, Any]] = [
    (None, None),
    (1, 1.0),
    ([1, [2]], [1.0, [2]]),
    ({"a": 1, "b": [True]}, {"b": [True], "a": 1.0}),
    ((1, 2), [1, 2]),
]
DIFFERENT: list[tuple[Any, Any]] = [
    (1, True),
    (0, False),
    (0.0, False),
    (None, False),
    (1, "1"),
    ([1], [True]),
    ({"a": 1}, {"a": True}),
    ({"a": 1}, {"a": 1, "b": None}),
    ([1, 2], [2, 1]),
    ([], {}),
    ("", []),
    (2**53 + 1, 2.0**53),
]


@pytest.mark.parametrize(("left", "right"), EQUAL)
def test_values_that_json_means_to_be_equal(left: Any, right: Any) -> None:
    assert equal_values(left, right)
    assert value_key(left) == value_key(right)


@pytest.mark.parametrize(("left", "right"), DIFFERENT)
def test_values_that_json_tells_apart(left: Any, right: Any) -> None:
    assert not equal_values(left, right)
    assert value_key(left) != value_key(right)


@given(values, values)
def test_keys_are_equal_exactly_when_values_are(left: Any, right: Any) -> None:
    assert (value_key(left) == value_key(right)) is equal_values(left, right)
    assert equal_values(left, right) is equal_values(right, left)
    assert equal_values(left, left)


@given(st.lists(values))
def test_keys_can_be_looked_up(several: list[Any]) -> None:
    looked_up = {value_key(value): value for value in several}
    assert all(equal_values(looked_up[value_key(value)], value) for value in several)
