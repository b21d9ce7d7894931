"""Regular expressions: every one a query brings is compiled and run here, and nowhere else.

Python's `re` is fast, but cannot be stopped, lets no other thread run meanwhile, and takes time exponential in
the text for patterns like `(a+)+$` or `(aa|a)(aa|a)(aa|a)$`. So `re` runs only what has no repetition, and no
alternatives within a group: texts and lists of texts, as most rules are. Everything else is run by the `regex`
package, which lets other threads run, and stops when its time is up (`aw_core.boundedre`).

Before either runs, the texts are left out that lack a literal which the expression needs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from aw_core.boundedre import BoundedError, check_size, compile_bounded
from aw_query.engine.clock import Clock
from aw_query.engine.haystack import Haystack
from aw_query.engine.literals import needed
from aw_query.errors import QueryFunctionException

__all__ = ["MAX_SECONDS", "Pattern"]

MAX_SECONDS = 5.0
"""How long all expressions of a query may take together, to be compiled and to be searched for."""

_FLAGS = re.compile(r"^\(\?[aimsux]+\)")
_REPETITION = re.compile(r"[*+?{]")
"""What may repeat something; more than there are, as those in sets and after backslashes count too."""


class Pattern:
    """A regular expression, ready to search texts with.

    Raises:
        QueryFunctionException: the text is no regular expression, or too large a one.
    """

    def __init__(self, regex: str, *, ignore_case: bool = False) -> None:
        self._regex = regex
        self._ignore_case = ignore_case
        self._clock = Clock.of_query(MAX_SECONDS)
        try:
            check_size(regex, beside_plain=_may_be_slow(regex))
        except ValueError as error:
            raise QueryFunctionException(f"Regular expression `{regex[:100]}`: {error}") from error
        try:
            self._clock.left()
            with self._clock:
                # What is a regular expression is for `re` to say, also where the other then runs it.
                self._search = re.compile(regex, re.IGNORECASE if ignore_case else 0).search
                self._bounded = (
                    compile_bounded(regex, ignore_case=ignore_case) if _may_be_slow(regex) else None
                )
        except TimeoutError:
            raise _too_slow(regex) from None
        except (re.error, BoundedError, OverflowError, RecursionError) as error:
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
