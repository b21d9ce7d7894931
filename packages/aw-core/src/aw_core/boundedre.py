"""Regular expressions that end in time whatever they are and are searched for in: those of the `regex` package.

Python's `re` cannot be stopped, and takes time exponential in the text for patterns like `(a+)+$`. The `regex`
package stops when its time is up. It matches the same but for characters at the edges of words and space: its words
have the combining marks of scripts such as Devanagari in them, its spaces not the separators U+001C to U+001F; and
`[[:alpha:]]` is a class to it. It takes 11 MB of memory, so who needs it seldom imports this module late.
"""

from __future__ import annotations

import re

import regex as regex_package

from aw_core.expansion import MAX_EXPANSION, expansion

__all__ = ["BoundedError", "BoundedPattern", "check_size", "compile_bounded"]

MAX_PLAIN = 1000
"""Characters of plain text in a row in an expression. `regex` prepares to look for such a text in time that grows with
the cube of its length, and does not stop when its time is up: 0.4 s for 1,000 alike, 40 s for 5,000."""

_PLAIN = re.compile(
    rf"(?:[^\\.^$*+?|()\[\]{{}}]|\\\W|\[[^\\^\]]\]|\(\?:[^\\.^$*+?|()\[\]{{}}]\)){{{MAX_PLAIN + 1}}}"
)
"""More in a row, whichever way each is written."""

_BRACE = re.compile(r"(\\N\{|\\.|\{\d*,?\d*\})|\{", re.DOTALL)
"""A brace that is but a brace to `re` (the others are in the group); to `regex` it may begin a fuzzy match."""

BoundedPattern = regex_package.Pattern
BoundedError = regex_package.error


def check_size(pattern: str, *, beside_plain: bool = True) -> None:
    """Refuse what would take too long to compile; `beside_plain` tells whether it has more than plain text.

    Raises:
        ValueError: it is too large; says what was expected.
    """
    if expansion(pattern) > MAX_EXPANSION:
        raise ValueError(f"expected one of at most {MAX_EXPANSION} parts, repetitions written out")
    if beside_plain and _PLAIN.search(pattern):
        raise ValueError(
            f"expected at most {MAX_PLAIN} characters of plain text in a row beside repetitions or alternatives"
        )


def compile_bounded(pattern: str, *, ignore_case: bool = False) -> BoundedPattern[str]:
    """A regular expression of `re`, whose methods take a `timeout` in seconds and raise `TimeoutError`.

    Raises:
        BoundedError: it is none.
    """
    literal_braces = _BRACE.sub(lambda match: match[1] or r"\{", pattern)
    return regex_package.compile(
        literal_braces, regex_package.VERSION0 | (regex_package.IGNORECASE if ignore_case else 0)
    )
