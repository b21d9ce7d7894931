"""Regular expressions as users write them in queries and rules."""

from __future__ import annotations

import re

from aw_transform.errors import InvalidRegexError

__all__ = ["compile_regex"]


def compile_regex(pattern: str, *, ignore_case: bool = False) -> re.Pattern[str]:
    """The pattern, ready to search with.

    Raises:
        InvalidRegexError: it is no regular expression.
    """
    try:
        return re.compile(pattern, re.IGNORECASE if ignore_case else 0)
    except (re.error, OverflowError, RecursionError) as error:
        raise InvalidRegexError(f"invalid regular expression `{pattern}`: {error}") from error
