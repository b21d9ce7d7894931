"""Regular expressions: every one a query brings is compiled and run here, and nowhere else.

Python's `re` is fast, but cannot be stopped, lets no other thread run meanwhile, and takes time exponential in
the text for patterns like `(a+)+$` or `(aa|a)(aa|a)(aa|a)$`. So `re` runs only what has no repetition, and no
alternatives within a group: texts and lists of texts, as most rules are. Everything else is run by the `regex`
package, which lets other threads run, and stops when its time is up. It matches the same but for characters at the
edges of words and space: its words have the combining marks of scripts such as Devanagari in them, its spaces not
the separators U+001C to U+001F; and `[[:alpha:]]` is a class to it.

Before either runs, the texts are left out that lack a literal which the expression needs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import regex as bounded_re
from numpy.typing import NDArray

from aw_query.engine.clock import Clock
from aw_query.engine.expansion import MAX_EXPANSION, expansion
from aw_query.engine.haystack import Haystack
from aw_query.engine.literals import needed
from aw_query.errors import QueryFunctionException

__all__ = ["MAX_SECONDS", "Pattern"]

MAX_SECONDS = 5.0
"""How long all expressions of a query may take together, to be compiled and to be searched for."""

MAX_PLAIN = 1000
"""Characters of plain text in a row in an expression that `regex` runs. It prepares to look for such a text in time
that grows with the cube of its length, and does not stop when its time is up: 0.4 s for 1,000 alike, 40 s for 5,000."""

_PLAIN = re.compile(
    rf"(?:[^\\.^$*+?|()\[\]{{}}]|\\\W|\[[^\\^\]]\]|\(\?:[^\\.^$*+?|()\[\]{{}}]\)){{{MAX_PLAIN + 1}}}"
)
"""More in a row, whichever way each is written."""

_FLAGS = re.compile(r"^\(\?[aimsux]+\)")
_REPETITION = re.compile(r"[*+?{]")
"""What may repeat something; more than there are, as those in sets and after backslashes count too."""

_BRACE = re.compile(r"(\\N\{|\\.|\{\d*,?\d*\})|\{", re.DOTALL)
"""A brace that is but a brace to `re` (the others are in the group); to `regex` it may begin a fuzzy match."""


class Pattern:
    """A regular expression, ready to search texts with.

    Raises:
        QueryFunctionException: the text is no regular expression, or too large a one.
    """

    def __init__(self, regex: str, *, ignore_case: bool = False) -> None:
        self._regex = regex
        self._ignore_case = ignore_case
        self._clock = Clock.of_query(MAX_SECONDS)
        if expansion(regex) > MAX_EXPANSION:
            raise QueryFunctionException(
                f"Regular expression `{regex[:100]}`: expected one of at most {MAX_EXPANSION} parts, "
                "repetitions written out"
            )
        if _may_be_slow(regex) and _PLAIN.search(regex):
            raise QueryFunctionException(
                f"Regular expression `{regex[:100]}`: expected at most {MAX_PLAIN} characters of plain text in a row "
                "beside repetitions or alternatives"
            )
        try:
            self._clock.left()
            with self._clock:
                # What is a regular expression is for `re` to say, also where the other then runs it.
                self._search = re.compile(regex, re.IGNORECASE if ignore_case else 0).search
                self._bounded = _bounded(regex, ignore_case=ignore_case) if _may_be_slow(regex) else None
        except TimeoutError:
            raise _too_slow(regex) from None
        except (re.error, bounded_re.error, OverflowError, RecursionError) as error:
            raise QueryFunctionException(f"Invalid regular expression `{regex[:100]}`: {error}") from error

    def found_in(self, haystack: Haystack) -> NDArray[np.bool_]:
        """For each text whether the expression matches anywhere in it.

        Raises:
            QueryFunctionException: that, and all that was searched before, takes longer than `MAX_SECONDS`.
        """
        try:
            with self._clock:
                return self._found(haystack)
        except TimeoutError:
            raise _too_slow(self._regex) from None

    def _found(self, haystack: Haystack) -> NDArray[np.bool_]:
        need = needed(self._regex, ignore_case=self._ignore_case)
        if need is None:
            return self._searched(haystack.texts)
        found = np.zeros(len(haystack.texts), np.bool_)
        for literal in need.literals:
            self._clock.left()
            found[haystack.having(literal, ignore_case=need.ignore_case)] = True
        if not need.suffices:
            candidates = np.flatnonzero(found)
            found[candidates] = self._searched([haystack.texts[index] for index in candidates.tolist()])
        return found

    def _searched(self, texts: Sequence[str]) -> NDArray[np.bool_]:
        return np.array([self._is_in(text, self._clock.left()) for text in texts], np.bool_)

    def _is_in(self, text: str, seconds: float) -> bool:
        if self._bounded is None:
            return self._search(text) is not None
        return self._bounded.search(text, timeout=seconds, concurrent=True) is not None


def _too_slow(regex: str) -> QueryFunctionException:
    return QueryFunctionException(
        f"Regular expression `{regex[:100]}`: took longer than {MAX_SECONDS:g} seconds, with all others of the "
        "query; write it without repetitions within repetitions"
    )


def _may_be_slow(regex: str) -> bool:
    pattern = _FLAGS.sub("", regex)
    return _REPETITION.search(pattern) is not None or ("|" in pattern and "(" in pattern)


def _bounded(regex: str, *, ignore_case: bool) -> bounded_re.Pattern[str]:
    literal_braces = _BRACE.sub(lambda match: match[1] or r"\{", regex)
    return bounded_re.compile(
        literal_braces, bounded_re.VERSION0 | (bounded_re.IGNORECASE if ignore_case else 0)
    )
