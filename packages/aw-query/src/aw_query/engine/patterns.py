"""Regular expressions: every one a query brings is compiled and run here, and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from aw_query.errors import QueryFunctionException

__all__ = ["Pattern"]


class Pattern:
    """A regular expression, ready to search texts with.

    Raises:
        QueryFunctionException: the text is no regular expression.
    """

    def __init__(self, regex: str, *, ignore_case: bool = False) -> None:
        try:
            self._search = re.compile(regex, re.IGNORECASE if ignore_case else 0).search
        except (re.error, OverflowError, RecursionError) as error:
            raise QueryFunctionException(f"Invalid regular expression `{regex[:100]}`: {error}") from error

    def found_in(self, texts: Sequence[str]) -> NDArray[np.bool_]:
        """For each text whether the expression matches anywhere in it."""
        search = self._search
        return np.fromiter((search(text) is not None for text in texts), np.bool_, len(texts))
