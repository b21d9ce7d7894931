"""Regular expressions: every one a query brings is compiled and run here, and nowhere else.

Python's `re` is fast, but cannot be stopped, lets no other thread run meanwhile, and takes time exponential in
the text for a pattern like `(a+)+$`. What makes a pattern slow is a repetition of something that can match in
several ways: another repetition or alternatives. So one with a single repetition and no alternatives, or with
no repetition at all, is run by `re`, and every other by the `regex` package, which matches the same, lets other
threads run, and stops when its time is up.
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

_REPETITION = re.compile(r"[*+{]|(?<!\()\?")
"""What may repeat something; more than there are, as those in sets and after backslashes count too."""

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
    repetitions = len(_REPETITION.findall(regex))
    return repetitions > 1 or (repetitions == 1 and "|" in regex)


def _bounded(regex: str, *, ignore_case: bool) -> bounded_re.Pattern[str]:
    return bounded_re.compile(regex, bounded_re.VERSION0 | (bounded_re.IGNORECASE if ignore_case else 0))
