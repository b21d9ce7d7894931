"""Writes values as TOML: as much of it as defaults of settings need."""

from __future__ import annotations

import json
import re
from typing import Any

__all__ = ["assignment"]

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


def assignment(name: str, value: Any) -> str:
    """The line that sets a name to a value: a boolean, number, text, or a list or table of these.

    Raises:
        TypeError: the value is something else.
    """
    key = name if _BARE_KEY.fullmatch(name) else _text(name)
    return f"{key} = {_written(value)}"


def _written(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return repr(value)
        case str():
            return _text(value)
        case list():
            return f"[{', '.join(map(_written, value))}]"
        case dict():
            return f"{{{', '.join(assignment(key, entry) for key, entry in value.items())}}}"
    raise TypeError(f"{type(value).__name__} has no form in TOML here: {value!r}")


def _text(text: str) -> str:
    """As in JSON, but that TOML has no plain DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
