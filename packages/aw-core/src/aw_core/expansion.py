"""How large a regular expression becomes when its counted repetitions are written out, as engines do inside."""

from __future__ import annotations

import re

__all__ = ["MAX_EXPANSION", "expansion"]

MAX_EXPANSION = 100_000
"""An expression of this size takes some 30 MB and half a second to compile; `[0-9a-f]{40}` has 400."""

_TOKEN = re.compile(
    r"""
    (?P<open>  \( )
  | (?P<close> \) )
  | \{ (?P<count> \d*,?\d* ) \}
  | (?P<set>   \[ \^? \]? (?: [^]\\] | \\. )* \] )
  | \\. | .
    """,
    re.VERBOSE | re.DOTALL,
)


def expansion(regex: str) -> int:
    """How many parts there are, a counted repetition being as many as it may repeat; a set as long as its text."""
    groups = [0]
    last = 0
    for token in _TOKEN.finditer(regex):
        if token["open"]:
            groups.append(0)
            last = 0
        elif token["close"]:
            last = groups.pop() if len(groups) > 1 else 0
            groups[-1] += last
        elif token["count"]:
            more = last * (max((int(number) for number in re.findall(r"\d+", token["count"])), default=1) - 1)
            groups[-1] += max(more, 0)
            last += max(more, 0)
        else:
            last = len(token["set"] or "1")
            groups[-1] += last
        if sum(groups) > MAX_EXPANSION:
            break
    return sum(groups)
