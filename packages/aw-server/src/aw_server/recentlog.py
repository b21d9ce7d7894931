"""Log records as JSON: the latest ones kept for the API, or every one as a line for programs that read logs."""

from __future__ import annotations

import json
import logging
from collections import deque
from datetime import UTC, datetime
from typing import Any

from aw_core.log import redact

__all__ = ["JsonFormatter", "RecentLog"]

KEPT = 500
"""How many records are remembered."""


def _to_json(record: logging.LogRecord) -> dict[str, Any]:
    """A log record as the API and the JSON log have it, secrets blotted out."""
    entry: dict[str, Any] = {
        "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(),
        "level": record.levelname,
        "logger": record.name,
        "message": redact(record.getMessage()),
    }
    if record.exc_info:
        entry["traceback"] = redact(logging.Formatter().formatException(record.exc_info))
    return entry


class JsonFormatter(logging.Formatter):
    """A log record as a line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        return json.dumps(_to_json(record))


class RecentLog(logging.Handler):
    """A log handler that remembers the last records."""

    def __init__(self, kept: int = KEPT) -> None:
        super().__init__()
        self._entries: deque[dict[str, Any]] = deque(maxlen=kept)

    def emit(self, record: logging.LogRecord) -> None:
        """Remember a record."""
        self._entries.append(_to_json(record))

    def entries(self) -> list[dict[str, Any]]:
        """What is remembered, oldest first."""
        return list(self._entries)
