"""Regular expressions: every one a query brings is compiled and run here, and nowhere else.

Python's `re` is fast, but cannot be stopped, lets no other thread run meanwhile, and takes time exponential in
the text for patterns like `(a+)+$` or `(aa|a)(aa|a)(aa|a)$`. So `re` runs only what has no repetition, and no
alternatives within a group: texts and lists of texts, as most rules are. Everything else is run by the `regex`
package, which matches the same, lets other threads run, and stops when its time is up.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence

import numpy as np
import regex as bounded_re
from numpy.typing import NDArray

from aw_query.errors import QueryFunctionException

__all__ = ["MAX_SECONDS", "Pattern"]

MAX_SECONDS = 5.0
"""How long a pattern may take for all the texts of a query."""

_FLAGS = re.compile(r"^\(\?[aimsux]+\)")
_REPETITION = re.compile(r"[*+?{]")
"""What may repeat something; more than there are, as those in sets and after backslashes count too."""

_BRACE = re.compile(r"(\\N\{|\\.|\{\d*,?\d*\})|\{", re.DOTALL)
"""A brace that is but a brace to `re` (the others are in the group); to `regex` it may begin a fuzzy match."""

Search = Callable[[str], object]


class Pattern:
    """A regular expression, ready to search texts with.

    Raises:
        QueryFunctionException: the text is no regular expression.
    """

    def __init__(self, regex: str, *, ignore_case: bool = False) -> None:
        self._regex = regex
        try:
            # What is a regular expression is for `re` to say, also where the other then runs it.
            self._search: Search = re.compile(regex, re.IGNORECASE if ignore_case else 0).search
            self._bounded = _bounded(regex, ignore_case=ignore_case) if _may_be_slow(regex) else None
        except (re.error, bounded_re.error, OverflowError, RecursionError) as error:
            raise QueryFunctionException(f"Invalid regular expression `{regex[:100]}`: {error}") from error

    def found_in(self, texts: Sequence[str]) -> NDArray[np.bool_]:
        """For each text whether the expression matches anywhere in it.

        Raises:
            QueryFunctionException: that takes longer than `MAX_SECONDS`.
        """
        search = self._search if self._bounded is None else self._searched_until(self._bounded)
        try:
            return np.fromiter((search(text) is not None for text in texts), np.bool_, len(texts))
        except TimeoutError:
            raise QueryFunctionException(
                f"Regular expression `{self._regex[:100]}`: took longer than {MAX_SECONDS:g} seconds; "
                "write it without repetitions within repetitions"
            ) from None

    @staticmethod
    def _searched_until(pattern: bounded_re.Pattern[str]) -> Search:
        deadline = time.monotonic() + MAX_SECONDS

        def search(text: str) -> object:
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError
            return pattern.search(text, timeout=left, concurrent=True)

        return search


def _may_be_slow(regex: str) -> bool:
    pattern = _FLAGS.sub("", regex)
    return _REPETITION.search(pattern) is not None or ("|" in pattern and "(" in pattern)


def _bounded(regex: str, *, ignore_case: bool) -> bounded_re.Pattern[str]:
    literal_braces = _BRACE.sub(lambda match: match[1] or r"\{", regex)
    return bounded_re.compile(
        literal_braces, bounded_re.VERSION0 | (bounded_re.IGNORECASE if ignore_case else 0)
    )
