"""What a text must contain for a regular expression to be found in it, so that most need not be searched.

Only the simple parts of an expression are understood. Not all that is needed need be said; but what is said
must be so.
"""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["SEPARATOR", "Needed", "folded", "needed"]

SEPARATOR = "\0"
"""In no literal: it can stand between texts, and for any part of an expression that is no plain text."""

_GLOBAL_FLAGS = re.compile(r"\(\?([imsu]+)\)")

_TOKEN = re.compile(
    r"""
    (?P<open>     \( (?: \?: | \?<?[=!] | \?P<\w+> | (?!\?) ) )
  | (?P<close>    \) )
  | (?P<either>   \| )
  | (?P<optional> (?: [*?] | \{\d*,?\d*\} ) [?+]? )
  | (?P<repeated> \+ [?+]? )
  | (?P<other>    [.^$] | \\[bBAZdDwWsS] | \[ \^?+ \]?+ (?: [^]\\[] | \\. )*+ \] )
  | \\ (?P<escaped> [^0-9A-Za-z\0] )
  | (?P<char>     [^\\[(){}\0] )
    """,
    re.VERBOSE | re.DOTALL,
)
"""A part of an expression. A set with `[` in it, an escaped character, an inline flag are none of these."""

_LOOKALIKES = {"\u0130": "i", "\u0131": "i", "\u017f": "s", "\u212a": "k"}
"""What is the same as a letter of ASCII where case does not matter, and `str.lower` leaves or makes longer."""


class Needed(NamedTuple):
    """Literals, one of which is in every text that an expression is found in; `folded` if case does not matter.

    With `suffices`, the expression is also found in every text that one of them is in.
    """

    literals: tuple[str, ...]
    ignore_case: bool
    suffices: bool


def needed(regex: str, *, ignore_case: bool = False) -> Needed | None:
    """What a valid regular expression needs; None if that cannot be said."""
    flags = _GLOBAL_FLAGS.match(regex)
    if flags:
        regex = regex[flags.end() :]
        ignore_case = ignore_case or "i" in flags[1]
    branches = list(map("".join, _branches(regex, ignore_case=ignore_case)))
    literals = tuple(max(branch.split(SEPARATOR), key=len) for branch in branches)
    if not all(literals):
        return None
    suffices = not any(SEPARATOR in branch for branch in branches)
    return Needed(tuple(map(folded, literals)) if ignore_case else literals, ignore_case, suffices)


def folded(text: str) -> str:
    """The text in lower case, as many characters as before; of what matches a letter of ASCII, that letter."""
    for lookalike, letter in _LOOKALIKES.items():
        text = text.replace(lookalike, letter)
    return text.lower()


def _branches(regex: str, *, ignore_case: bool) -> list[list[str]]:
    """The characters of each alternative, `SEPARATOR` wherever there may be something else than those around it.

    There is an empty one if something in the expression is not understood.
    """
    branches: list[list[str]] = [[]]
    at = depth = 0
    while at < len(regex):
        token = _TOKEN.match(regex, at)
        if token is None:
            return [[]]
        at, kind = token.end(), token.lastgroup
        depth += (kind == "open") - (kind == "close")
        if depth:
            continue
        match kind:
            case "either":
                branches.append([])
            case "optional":
                branches[-1][-1:] = SEPARATOR
            case "char" | "escaped" if token[kind].isascii() or not ignore_case:
                branches[-1].append(token[kind])
            case _:
                branches[-1].append(SEPARATOR)
    return branches
