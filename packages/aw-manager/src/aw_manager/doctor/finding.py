"""What the doctor says of one thing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

__all__ = ["Finding", "Verdict"]


class Verdict(StrEnum):
    """How bad it is."""

    OK = "ok"
    """As it should be."""

    NOTE = "note"
    """Worth knowing, nothing to do."""

    PROBLEM = "PROBLEM"
    """Something is not recorded, or soon will not be."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What is the case with a subject, and what to do about it; `advice` may be empty.

    `records` is for sources only: whether the source records right now.
    """

    subject: str
    verdict: Verdict
    text: str
    advice: str = ""
    records: bool | None = None

    def to_json_dict(self) -> dict[str, Any]:
        """The finding as `doctor --json` prints it."""
        return {
            "subject": self.subject,
            "verdict": self.verdict.value.lower(),
            "text": self.text,
            "advice": self.advice,
            "records": self.records,
        }
