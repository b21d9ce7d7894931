"""What every sense offers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from aw_client.watcher import Readable
from aw_watcher_afk.facts import Fact

__all__ = ["ANSWER_TIMEOUT", "NOTHING", "Sense"]

NOTHING: frozenset[Fact] = frozenset()
"""None of the facts."""

ANSWER_TIMEOUT = 1.0
"""Seconds a service of the desktop has to answer: whoever is stuck must not hold up the looks at everything else."""


class Sense(Protocol):
    """Something that knows of facts.

    A sense is built from the environment variables. Its constructor raises `WatcherUnavailableError`, saying why,
    where it does not work.
    """

    name: str

    @property
    def files(self) -> Sequence[Readable]:
        """What becomes readable when there is something to note; `look` is to be called then."""
        ...

    def look(self) -> frozenset[Fact]:
        """The facts that hold now; those that lasted only a moment since the last look may be missing.

        Raises:
            SourceAwayError: nobody tells it now; it is to be asked on, and to be woken by its files.
            DesktopError: it cannot tell any more.
        """
        ...

    def close(self) -> None:
        """Let go of it; may be called again."""
        ...
