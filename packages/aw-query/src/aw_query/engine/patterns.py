"""Regular expressions: every one a query brings is compiled and run here, and nowhere else.

Python's `re` is fast, but cannot be stopped, lets no other thread run meanwhile, and takes time exponential in
the text for patterns like `(a+)+$` or `(aa|a)(aa|a)(aa|a)$`. So `re` runs only what has no repetition, and no
alternatives within a group: texts and lists of texts, as most rules are. Everything else is run by the `regex`
package, which matches the same, lets other threads run, and stops when its time is up.

Before either runs, the texts are left out that lack a literal which the expression needs.
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence

import numpy as np
import regex as bounded_re
from numpy.typing import NDArray

from aw_query.engine.haystack import Haystack
from aw_query.engine.literals import needed
from aw_query.errors import QueryFunctionException

__all__ = ["MAX_SECONDS", "Pattern"]

MAX_SECONDS = 5.0
"""How long a pattern may take for all the texts of a query."""

_FLAGS = re.compile(r"^\(\?[aimsux]+\)")
_REPETITION = re.compile(r"[*+?{]")
"""What may repeat something; more than there are, as those in sets and after backslashes count too."""

_BRACE = re.compile(r"(\\N\{|\\.|\{\d*,?\d*\})|\{", re.DOTALL)
"""A brace that is but a brace to `re` (the others are in the group); to `regex` it may begin a fuzzy match."""


class Pattern:
    """A regular expression, ready to search texts with.

    Raises:
        QueryFunctionException: the text is no regular expression.
    """

    def __init__(self, regex: str, *, ignore_case: bool = False) -> None:
        self._regex = regex
        self._ignore_case = ignore_case
        self._seconds_left = MAX_SECONDS
        try:
            # What is a regular expression is for `re` to say, also where the other then runs it.
            self._search = re.compile(regex, re.IGNORECASE if ignore_case else 0).search
            self._bounded = _bounded(regex, ignore_case=ignore_case) if _may_be_slow(regex) else None
        except (re.error, bounded_re.error, OverflowError, RecursionError) as error:
            raise QueryFunctionException(f"Invalid regular expression `{regex[:100]}`: {error}") from error

    def found_in(self, haystack: Haystack) -> NDArray[np.bool_]:
        """For each text whether the expression matches anywhere in it.

        Raises:
            QueryFunctionException: that, and all that was searched before, takes longer than `MAX_SECONDS`.
        """
        begin = time.monotonic()
        try:
            return self._found_until(begin + self._seconds_left, haystack)
        except TimeoutError:
            raise QueryFunctionException(
                f"Regular expression `{self._regex[:100]}`: took longer than {MAX_SECONDS:g} seconds; "
                "write it without repetitions within repetitions"
            ) from None
        finally:
            self._seconds_left -= time.monotonic() - begin

    def _found_until(self, deadline: float, haystack: Haystack) -> NDArray[np.bool_]:
        need = needed(self._regex, ignore_case=self._ignore_case)
        if need is None:
            return self._searched(haystack.texts, deadline)
        found = np.zeros(len(haystack.texts), np.bool_)
        for literal in need.literals:
            _seconds_until(deadline)
            found[haystack.having(literal, ignore_case=need.ignore_case)] = True
        if not need.suffices:
            candidates = np.flatnonzero(found)
            found[candidates] = self._searched(
                [haystack.texts[index] for index in candidates.tolist()], deadline
            )
        return found

    def _searched(self, texts: Sequence[str], deadline: float) -> NDArray[np.bool_]:
        return np.array([self._is_in(text, _seconds_until(deadline)) for text in texts], np.bool_)

    def _is_in(self, text: str, seconds: float) -> bool:
        if self._bounded is None:
            return self._search(text) is not None
        return self._bounded.search(text, timeout=seconds, concurrent=True) is not None


def _seconds_until(deadline: float) -> float:
    """How long there is until the deadline.

    Raises:
        TimeoutError: it has passed.
    """
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _may_be_slow(regex: str) -> bool:
    pattern = _FLAGS.sub("", regex)
    return _REPETITION.search(pattern) is not None or ("|" in pattern and "(" in pattern)


def _bounded(regex: str, *, ignore_case: bool) -> bounded_re.Pattern[str]:
    literal_braces = _BRACE.sub(lambda match: match[1] or r"\{", regex)
    return bounded_re.compile(
        literal_braces, bounded_re.VERSION0 | (bounded_re.IGNORECASE if ignore_case else 0)
    )
