"""One privacy rule, and what it does to an event's data."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from aw_core.privacy.matching import Matcher, TooSlowError
from aw_core.privacy.replacement import Replacement
from aw_core.privacy.texts import Path, mapped

__all__ = ["REDACTED", "Action", "Rule"]

logger = logging.getLogger(__name__)

REDACTED = "REDACTED"
"""What stands in the place of a match where a rule does not say."""

_MAX_LENGTH = 100_000
"""Characters a text may grow to by replacing."""


class Action(StrEnum):
    """What becomes of an event with a text in which the pattern is found."""

    DROP = "drop"  # it is not recorded
    REDACT = "redact"  # each match is replaced


@dataclass(frozen=True, eq=False)
class Rule:
    """A rule, ready to be applied.

    - `name`: what it is called, empty if it has no name;
    - `action`: what it does;
    - `bucket_prefix`: what the ids of the buckets it is for begin with;
    - `path`: the way to the field it looks in, None for every text;
    - `place`: where it was written, for messages;
    - `source`: the rule as a JSON object, as it was written.
    """

    name: str
    action: Action
    matcher: Matcher
    replacement: Replacement
    bucket_prefix: str = ""
    path: Path | None = None
    place: str = ""
    source: dict[str, Any] = field(default_factory=dict)

    def applied(self, data: dict[str, Any]) -> dict[str, Any] | None:
        """The data as this rule leaves it, itself if nothing is to change; None if the event is to be dropped.

        A text that cannot be searched in time counts as private: it is replaced as a whole, or the event dropped.
        """
        if self.action is Action.DROP:
            return None if self._is_found(data) else data
        changed: dict[str, Any] = mapped(data, self.path, self._replaced)
        return changed

    def blanked(self, data: dict[str, Any]) -> dict[str, Any]:
        """The data with every text that this rule would change replaced as a whole."""
        changed: dict[str, Any] = mapped(
            data, self.path, lambda text: text if self._replaced(text) is text else REDACTED
        )
        return changed

    def _is_found(self, data: dict[str, Any]) -> bool:
        found = False

        def look(text: str) -> str:
            nonlocal found
            found = found or self.is_in(text)
            return text

        mapped(data, self.path, look)
        return found

    def is_in(self, text: str) -> bool:
        """Whether the pattern is found in a text, or that takes too long to say."""
        try:
            return self.matcher.is_in(text)
        except TooSlowError:
            self._tell_slow(text)
            return True

    def _replaced(self, text: str) -> str:
        """The text without matches; the same object if there is none, or each is replaced by itself."""
        try:
            matches = self.matcher.all_in(text)
        except TooSlowError:
            self._tell_slow(text)
            return REDACTED
        most = max(_MAX_LENGTH, len(text))
        pieces, length, at = [], 0, 0
        for match in matches:
            replacement = self.replacement.of(match)
            pieces += [text[at : match.start()], replacement]
            length += match.start() - at + len(replacement)
            at = match.end()
            if length > most:
                return REDACTED
        changed = "".join([*pieces, text[at:]])
        if changed == text:
            return text
        return changed if len(changed) <= most else REDACTED

    def _tell_slow(self, text: str) -> None:
        # Neither the text nor the pattern: they may be what is to be kept out.
        logger.warning(
            "%s takes too long for a text of %d characters, which counts as private therefore",
            self.place or self.name,
            len(text),
        )
