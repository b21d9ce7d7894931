r"""What is put in the place of a match: plain text with `\1` or `\g<name>` for what a group matched."""

from __future__ import annotations

import re
from collections.abc import Collection

from aw_core.privacy.matching import Found

__all__ = ["Replacement"]

_MAX_LENGTH = 1000
"""Characters of a replacement: each match gets as many, and each group may be a whole text."""

_PART = re.compile(r"\\(?:(?P<number>\d{1,2})|g<(?P<name>\w+)>|(?P<backslash>\\)|(?P<other>.|$))", re.DOTALL)


class Replacement:
    """A replacement, taken apart.

    Args:
        text: as a person wrote it; a backslash of its own is written twice.
        groups: numbers and names of the groups that the pattern has.

    Raises:
        ValueError: it names a group that is not there, a backslash stands before something else, or it is too long.
    """

    def __init__(self, text: str, groups: Collection[int | str]) -> None:
        if len(text) > _MAX_LENGTH:
            raise ValueError(f"expected at most {_MAX_LENGTH} characters, got {len(text)}")
        self._parts: list[str | tuple[int | str]] = []
        at = 0
        for part in _PART.finditer(text):
            self._parts += [text[at : part.start()], _part(part, groups)]
            at = part.end()
        self._parts.append(text[at:])

    def of(self, match: Found) -> str:
        """The text for one match."""
        return "".join(part if isinstance(part, str) else match.group(part[0]) or "" for part in self._parts)


def _part(part: re.Match[str], groups: Collection[int | str]) -> str | tuple[int | str]:
    if part["backslash"]:
        return "\\"
    if part["other"] is not None:
        raise ValueError(rf"expected a group such as `\1` or `\\` for a backslash, got {part[0]!r}")
    name = part["number"] or part["name"]
    group = int(name) if name.isdecimal() else name
    if group not in groups:
        raise ValueError(f"expected a group that the pattern has, got {part[0]!r}")
    return (group,)
