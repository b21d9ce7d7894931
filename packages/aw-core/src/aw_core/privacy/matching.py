"""Patterns of privacy rules: searched for in any text in bounded time, whatever pattern a person wrote."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Protocol

from aw_core.privacy.effort import longest_text

__all__ = ["Found", "Matcher", "TooSlowError"]

_MAX_STEPS = 10_000_000
"""Steps that `re` may need, at the worst, for one text: a few tenths of a second. Hardly any title comes near."""

_SECONDS = 0.2
_LEAST_SECONDS = 0.005
"""How long a text may be searched where the worst would be longer. Halved with each text that takes as long, so that a
year of them is over in minutes, and a little longer again with each that does not."""

_LONGER = 1.02

_MAX_PATTERN = 10_000

_LOOKS_AROUND = re.compile(r"\(\?<?[=!]")

_UNLIKE = ("", "\0", "\n\n", "\ue000 \ue001")
"""Texts that have nothing in common, nor with any other."""

_TRUSTED_LENGTH = 100_000
"""Up to so many characters a pattern that is known to be fast is searched for without a limit."""


class TooSlowError(Exception):
    """A text was searched for longer than there is time for."""


class Found(Protocol):
    """A place in a text where a pattern matches."""

    def start(self) -> int:
        """Where it begins."""

    def end(self) -> int:
        """Where it ends."""

    def group(self, group: int | str, /) -> str | None:
        """What a group of the pattern matched."""


class Matcher:
    """A regular expression, and how to search for it without ever hanging.

    Where it is clear from pattern and length of text that `re` is done soon, as with nearly all, `re` searches. Else
    the `regex` package does, which stops when its time is up; it is loaded only then, as it takes 11 MB.

    Args:
        pattern: as of `re`.
        ignore_case: whether upper and lower case are the same.
        trusted: it is known to need time in proportion to the length of a text, whatever the text.

    Raises:
        ValueError: it is no regular expression, or too large a one; says what is wrong with it.
    """

    def __init__(self, pattern: str, *, ignore_case: bool = False, trusted: bool = False) -> None:
        if len(pattern) > _MAX_PATTERN:
            raise ValueError(f"expected at most {_MAX_PATTERN} characters, got {len(pattern)}")
        self._text = pattern
        self._ignore_case = ignore_case
        try:
            self._pattern = re.compile(pattern, re.IGNORECASE if ignore_case else 0)
        except (re.error, OverflowError, RecursionError) as error:
            raise ValueError(f"expected a regular expression, got {pattern[:100]!r}: {error}") from error
        self._longest = _TRUSTED_LENGTH if trusted else longest_text(self._pattern, _MAX_STEPS)
        self._bounded = None if self._is_sure(1) else _bounded(pattern, ignore_case=ignore_case)
        self._seconds = _SECONDS

    @property
    def groups(self) -> frozenset[int | str]:
        """The numbers and names of its groups; 0 is the whole match."""
        return frozenset([*range(self._pattern.groups + 1), *self._pattern.groupindex])

    @property
    def is_everywhere(self) -> bool:
        """Whether it is found in whatever text there is, as it matches nothing at all too.

        What looks around may well tell texts apart by matching nothing: `^(?!work)` is what does not begin so.
        """
        if _LOOKS_AROUND.search(self._text):
            return False
        try:
            return all(self.is_in(text) for text in _UNLIKE)
        except TooSlowError:
            return False

    def is_in(self, text: str) -> bool:
        """Whether it matches anywhere in a text.

        Raises:
            TooSlowError: that takes too long to say.
        """
        if self._is_sure(len(text)):
            return self._pattern.search(text) is not None
        return any(True for _ in self._within_time(text))

    def all_in(self, text: str) -> list[Found]:
        """Where it matches in a text, from left to right; empty matches are left out.

        Raises:
            TooSlowError: that takes too long to say.
        """
        found: Iterable[Found]
        found = self._pattern.finditer(text) if self._is_sure(len(text)) else self._within_time(text)
        return [match for match in found if match.end() > match.start()]

    def _is_sure(self, length: int) -> bool:
        return length <= self._longest

    def _within_time(self, text: str) -> list[Found]:
        if self._bounded is None:
            self._bounded = _bounded(self._text, ignore_case=self._ignore_case)
        try:
            found = list(self._bounded.finditer(text, timeout=self._seconds, concurrent=True))
        except TimeoutError as error:
            self._seconds = max(self._seconds / 2, _LEAST_SECONDS)
            raise TooSlowError from error
        self._seconds = min(self._seconds * _LONGER, _SECONDS)
        return found


def _bounded(pattern: str, *, ignore_case: bool):  # type: ignore[no-untyped-def]  # noqa: ANN202 - see the import
    # Most programs never need it.
    from aw_core.boundedre import BoundedError, check_size, compile_bounded  # noqa: PLC0415 - see above

    try:
        check_size(pattern)
        return compile_bounded(pattern, ignore_case=ignore_case)
    except (BoundedError, ValueError, OverflowError, RecursionError) as error:
        raise ValueError(f"regular expression {pattern[:100]!r}: {error}") from error
