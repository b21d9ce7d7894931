"""What could not be taken over as it was: counted by reason, with a few examples of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

__all__ = ["Problems"]

EXAMPLES = 5
"""Of each reason so many are kept: enough to find them, however many there are."""

DAMAGE = "part of the file that cannot be read"
"""The reason under which it is noted that a file is damaged."""

_SHOWN = 120
"""Characters of a bad value that are shown."""


@dataclass
class _Kind:
    outcome: str
    count: int = 0
    examples: list[str] = field(default_factory=list)


class Problems:
    """A tally of bad buckets and events."""

    def __init__(self) -> None:
        self._kinds: dict[str, _Kind] = {}

    def __len__(self) -> int:
        return sum(kind.count for kind in self._kinds.values())

    @property
    def has_damage(self) -> bool:
        """Whether a part of the file could not be read, so that a better copy of it would have more."""
        return DAMAGE in self._kinds

    def note(self, reason: str, outcome: str, where: str, value: object) -> None:
        """Count one more.

        Args:
            reason: what was wrong, such as `duration below zero`.
            outcome: what was done about it, such as `taken as 0`.
            where: the bucket and row.
            value: what was found there.
        """
        kind = self._kinds.setdefault(reason, _Kind(outcome))
        kind.count += 1
        if len(kind.examples) < EXAMPLES:
            kind.examples.append(f"{where}: {_shown(value)}")

    def add(self, reason: str, outcome: str, count: int, example: str) -> None:
        """Count many at once."""
        kind = self._kinds.setdefault(reason, _Kind(outcome))
        kind.count += count
        kind.examples.append(example)

    def report(self) -> list[dict[str, Any]]:
        """The tally as JSON values."""
        return [{"reason": reason, **vars(kind)} for reason, kind in self._kinds.items()]

    def lines(self) -> list[str]:
        """The tally in words, a line for each reason."""
        return [
            f"{reason} ({kind.outcome}): {kind.count}, such as {kind.examples[0]}"
            for reason, kind in self._kinds.items()
        ]


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
