"""The texts in an event's data, wherever they are in it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeAlias

__all__ = ["Change", "mapped", "path_of"]

Change: TypeAlias = Callable[[str], str]
"""Answers what is to stand in the place of a text: the same text where nothing is to change."""

Path: TypeAlias = tuple[str, ...]


def path_of(field: str) -> Path:
    """The way to a field: `a.b` is `b` in the object `a`."""
    return tuple(field.split("."))


def mapped(data: Any, path: Path | None, change: Change) -> Any:
    """The data with its texts changed, itself if none was: those at a path, or all of them.

    What a path leads to may be an object or a list, whose texts are all meant; a list on the way stands for each of
    its items. At the end of a path a number or boolean is taken as its JSON text.
    """
    if isinstance(data, list):
        return _same_or(data, [mapped(item, path, change) for item in data])
    if path:
        return _along(data, path, change) if isinstance(data, dict) else data
    if isinstance(data, str):
        return change(data)
    if isinstance(data, dict):
        changed = {key: mapped(value, path, change) for key, value in data.items()}
        return data if all(changed[key] is value for key, value in data.items()) else changed
    if path is None or data is None:
        return data
    text = json.dumps(data)
    replaced = change(text)
    return data if replaced == text else replaced


def _along(data: dict[str, Any], path: Path, change: Change) -> Any:
    changed = {}
    for length in range(1, len(path) + 1):
        # A key with dots in it is a field too.
        key = ".".join(path[:length])
        if key in data:
            value = mapped(data[key], path[length:], change)
            if value is not data[key]:
                changed[key] = value
    return {**data, **changed} if changed else data


def _same_or(items: list[Any], changed: list[Any]) -> list[Any]:
    is_same = all(new is old for new, old in zip(changed, items, strict=True))
    return items if is_same else changed
