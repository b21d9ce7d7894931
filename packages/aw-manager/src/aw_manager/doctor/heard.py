"""What the server has heard of a source: `GET /api/0/health` says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from aw_core.selfreport import SelfReport, moment_of
from aw_manager.spans import span

__all__ = ["UNHEARD", "Heard"]


@dataclass(frozen=True, kw_only=True)
class Heard:
    """The server's judgement of one source; empty where it, or the watcher, is too old to say."""

    state: str = ""
    backend: str = ""
    reason: str = ""
    since: datetime | None = None
    sensed: datetime | None = None
    pid: int | None = None
    runs: bool = False
    """Whether that process of this machine still is the watcher's."""

    @classmethod
    def of(cls, wire: Mapping[str, Any]) -> Heard:
        """What the server says of one source, whatever that is."""
        return cls(
            state=str(wire.get("state") or ""),
            backend=str(wire.get("backend") or ""),
            reason=str(wire.get("reason") or ""),
            since=moment_of(wire.get("since")),
            sensed=moment_of(wire.get("sensed")),
            pid=pid if isinstance(pid := wire.get("pid"), int) else None,
        )

    @property
    def works(self) -> bool:
        """Whether it senses, though it may have nothing to record."""
        return self.state in {"recording", "quiet"} and self.sensed is not None

    @property
    def over(self) -> bool:
        """Whether it was heard and works no more, however fresh its newest event is."""
        return self.state == "ended" or (self.state == "silent" and self.sensed is not None)

    @property
    def way(self) -> str:
        """How it senses, as a part of a sentence."""
        return f" through {self.backend}" if self.backend else ""

    def quiet(self, now: datetime) -> str:
        """That it works without recording anything."""
        nothing = f"nothing to record for {span(now - self.since)}" if self.since else "nothing to record yet"
        return f"works{self.way}: {self._looked(now)}, {nothing}"

    def hangs(self, now: datetime) -> str:
        """That it runs and does not work, empty if that is not so."""
        if self.state != "silent" or self.sensed is None:
            return ""
        return f"runs, but hangs{self.way}: {self._looked(now)}"

    def end(self, now: datetime) -> str:
        """How it ended, as the end of a sentence; empty if nothing is known of that."""
        ago = span(now - self.since) if self.since else ""
        if self.state == "ended" and self.reason == SelfReport.STOPPED:
            return f": it was stopped{f' {ago} ago' if ago else ''}"
        if self.state == "ended":
            return f": it ended{f' {ago} ago' if ago else ''}, saying: {self.reason}"
        if self.state == "silent" and self.sensed is not None:
            return f": it was last heard {ago} ago{self.way}, and was killed or lost its server"
        return ""

    def _looked(self, now: datetime) -> str:
        return f"it last looked {span(now - self.sensed if self.sensed else timedelta())} ago"


UNHEARD = Heard()
"""Nothing is known."""
