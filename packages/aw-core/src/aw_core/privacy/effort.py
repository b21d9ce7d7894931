"""How long a text may be in which `re` searches for a pattern soon, told from the pattern as `re` itself reads it."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

try:
    # What `re` compiles from. Only it knows what is a repetition: flags, comments and sets decide what characters mean.
    from re import _constants as op  # type: ignore[attr-defined]
    from re import _parser as parser  # type: ignore[attr-defined]
except ImportError:  # they are no public part of it: a later Python may have them elsewhere, or not at all
    op = parser = None

from aw_core.expansion import MAX_EXPANSION, expansion

__all__ = ["longest_text"]

_CHARACTERS_PER_STEP = 10
"""Plain characters are compared so quickly that only many of them count."""


class _Effort(NamedTuple):
    """The most ways there are to try a pattern from one place in a text: `ways * length ** places`.

    `places` are the repetitions that can each end anywhere; `ways` has a factor for each choice between alternatives.
    """

    ways: float = 1.0
    places: int = 0

    @property
    def is_choice(self) -> bool:
        """Whether there is more than one way."""
        return self.ways > 1 or self.places > 0

    def then(self, other: _Effort) -> _Effort:
        """What it is to try another after each way of this one."""
        return _Effort(self.ways * other.ways, self.places + other.places)

    def either(self, other: _Effort) -> _Effort:
        """What it is to try one and the other."""
        return _Effort(self.ways + other.ways, max(self.places, other.places))


_WITHOUT_END = _Effort(float("inf"))
"""More than can be said."""


def longest_text(pattern: re.Pattern[str], steps: float) -> int:
    """Up to how many characters `re` needs no more than so many steps, at the worst; 0 if that cannot be said."""
    size = expansion(pattern.pattern)
    if parser is None or size > MAX_EXPANSION:
        return 0
    parsed = parser.parse(pattern.pattern, pattern.flags)
    effort = _of_all(parsed)
    ways = effort.ways * max(1, size // _CHARACTERS_PER_STEP)
    places = effort.places + (not _is_anchored(parsed, pattern.flags))
    if ways > steps:
        return 0
    return int((steps / ways) ** (1 / max(places, 1)))


def _is_anchored(parsed: Any, flags: int) -> bool:
    """Whether it can match at the beginning of a text alone."""
    if not parsed or flags & re.MULTILINE:
        return False
    code, what = parsed[0]
    return code is op.AT and what in {op.AT_BEGINNING, op.AT_BEGINNING_STRING}


def _of_all(items: Any) -> _Effort:
    effort = _Effort()
    for code, what in items:
        effort = effort.then(_of(code, what))
    return effort


def _of(code: Any, what: Any) -> _Effort:
    match code:
        case op.LITERAL | op.NOT_LITERAL | op.IN | op.ANY | op.AT:
            effort = _Effort()
        case op.MAX_REPEAT | op.MIN_REPEAT | op.POSSESSIVE_REPEAT:
            effort = _of_repeated(*what)
        case op.BRANCH:
            effort = _of_any(what[1])
        case op.SUBPATTERN:
            effort = _of_all(what[-1])
        case op.ATOMIC_GROUP:
            effort = _of_all(what)
        case op.ASSERT | op.ASSERT_NOT:
            effort = _of_all(what[1])
        case op.GROUPREF:
            effort = _Effort(places=1)  # it compares as much as the group matched
        case _:
            effort = _WITHOUT_END
    return effort


def _of_any(branches: Any) -> _Effort:
    first, *others = (_of_all(branch) for branch in branches)
    for other in others:
        first = first.either(other)
    return first


def _of_repeated(least: int, most: int, items: Any) -> _Effort:
    once = _of_all(items)
    if most <= 1:
        return once.either(_Effort()) if least < most else once
    if once.is_choice:
        # Each time it could be otherwise, which makes it exponential.
        return _WITHOUT_END
    return _Effort(places=int(least < most))
