"""Equality of JSON values, the same for heartbeats, filters and queries.

Python says `1 == True`; JSON does not. Here numbers compare by value (1 equals 1.0), a boolean equals only
a boolean, and the order of an object's keys does not matter.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

__all__ = ["equal_values", "value_key"]


def equal_values(left: Any, right: Any) -> bool:
    """Whether two JSON values (None, bool, number, str, list, dict) are the same value."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        return left.keys() == right.keys() and all(equal_values(left[key], right[key]) for key in left)
    if isinstance(left, list | tuple) and isinstance(right, list | tuple):
        return len(left) == len(right) and all(map(equal_values, left, right))
    return bool(left == right)


def value_key(value: Any) -> Hashable:
    """Something hashable that is the same for two JSON values exactly when `equal_values` holds for them."""
    if isinstance(value, bool):
        return bool, value
    if isinstance(value, Mapping):
        return dict, frozenset((key, value_key(item)) for key, item in value.items())
    if isinstance(value, list | tuple):
        return list, tuple(map(value_key, value))
    key: Hashable = value
    return key
