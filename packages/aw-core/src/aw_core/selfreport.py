"""What a watcher says of itself in its bucket's `data`: how it senses, when it last did, and why it ended.

The watcher keeps these keys up to date, the server judges by them whether the source records. Nobody has to have
them: a bucket's `data` is anybody's to write, so what is missing or of another form counts as not said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Self

from aw_core.errors import InvalidEventError
from aw_core.timestamps import parse_timestamp

__all__ = ["SENSED_EVERY", "SelfReport", "moment_of"]

SENSED_EVERY = 60.0
"""Seconds after which a watcher at work says again that it senses."""

_GREATEST_PID = 2**32
"""No system gives a process a greater number."""

_LONGEST = 1000
"""Characters of a text; what is said once a minute is to stay small."""


@dataclass(frozen=True, kw_only=True)
class SelfReport:
    """What a watcher says of itself; the names are the keys in the bucket's `data`.

    `backend` is how it senses, such as `x11`, `refused` why the ways tried before do not work here, by name.
    `missing` is what else it should notice but cannot here, and why, by the name of the setting that is on.
    `version` is the watcher's, `pid` its process. `sensed` is when it last looked with success, whether or not there
    was anything to report. `ended` is when it ended, None while it runs, and `why` the reason: `STOPPED`, or a sentence.
    """

    STOPPED: ClassVar = "stopped"
    """The reason of a watcher that was told to end."""

    backend: str = ""
    version: str = ""
    pid: int | None = None
    refused: Mapping[str, str] = field(default_factory=dict)
    missing: Mapping[str, str] = field(default_factory=dict)
    sensed: datetime | None = None
    ended: datetime | None = None
    why: str = ""

    def to_json_dict(self) -> dict[str, Any]:
        """The keys to set in the bucket's `data`; None for those to be taken out."""
        return {
            "backend": _clipped(self.backend) or None,
            "version": _clipped(self.version) or None,
            "pid": self.pid,
            "refused": _clipped_all(self.refused) or None,
            "missing": _clipped_all(self.missing) or None,
            "sensed": _iso(self.sensed),
            "ended": _iso(self.ended),
            "why": _clipped(self.why) or None,
        }

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """What a bucket's `data` says, whatever it holds."""
        return cls(
            backend=_text(data.get("backend")),
            version=_text(data.get("version")),
            pid=_number(data.get("pid")),
            refused=_reasons(data.get("refused")),
            missing=_reasons(data.get("missing")),
            sensed=moment_of(data.get("sensed")),
            ended=moment_of(data.get("ended")),
            why=_text(data.get("why")),
        )


def _clipped(text: str) -> str:
    """One line that is not too long and can be written as UTF-8."""
    return " ".join(text.split())[:_LONGEST].encode(errors="replace").decode()


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="seconds")


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _number(value: Any) -> int | None:
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return value if is_number and 0 < value <= _GREATEST_PID else None


def _clipped_all(reasons: Mapping[str, str]) -> dict[str, str]:
    return {_clipped(name): _clipped(reason) for name, reason in reasons.items()}


def _reasons(value: Any) -> dict[str, str]:
    if not isinstance(value, Mapping):
        return {}
    return {str(name): reason for name, reason in value.items() if isinstance(reason, str)}


def moment_of(value: Any) -> datetime | None:
    """The moment that a value of JSON tells; None if it tells none."""
    try:
        return parse_timestamp(value) if isinstance(value, str) else None
    except InvalidEventError:
        return None
