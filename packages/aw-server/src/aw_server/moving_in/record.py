"""What was taken over, in a file beside the database: the report for a person, and why it happens once."""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aw_core.files import write_private_text
from aw_datastore.sqlite.exchange import awaits_exchange

__all__ = ["Record"]

logger = logging.getLogger(__name__)


class Record:
    """The report: a JSON object, on disk after every `save`.

    `state` is `running` (also after a crash: the next start goes on), `failed` (the next start tries again)
    or `done` (never again). `databases` has an object for each older database.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.values: dict[str, Any] = _read(path)
        self._found: list[dict[str, Any]] = []

    @classmethod
    def beside(cls, database: Path) -> Record:
        """The report about our database at this path; a new one where there is no database yet.

        It is `moving-in.json` for `events.db`, `moving-in-testing.json` for `events-testing.db`, and carries the
        whole name of any other.
        """
        known = re.fullmatch(r"events(-testing)?\.db", database.name)
        name = f"moving-in{known[1] or ''}.json" if known else f"{database.name}.moving-in.json"
        record = cls(database.with_name(name))
        # Between the two renames of an exchange the database has another name for a moment.
        if not database.exists() and not awaits_exchange(database):
            record.values = {}
        return record

    @property
    def folder(self) -> Path:
        """The folder it is in."""
        return self._path.parent

    @property
    def is_done(self) -> bool:
        """Whether there is nothing left to take over."""
        return self.values.get("state") == "done"

    def begin(self) -> None:
        """Start a new report, which keeps how far earlier starts came with each database."""
        self._found = []
        parts = self.values.get("databases", [])
        self.values = {"state": "running", "started": _now(), "finished": None, "databases": parts}

    def add_database(self, path: Path) -> dict[str, Any]:
        """The part of the report about one older database: to be filled in, or as far as it was before."""
        parts: list[dict[str, Any]] = self.values["databases"]
        part = next((part for part in parts if part["path"] == str(path)), None)
        if part is None:
            part = {"path": str(path), "state": "", "buckets": {}}
            parts.append(part)
        if part["state"] != "done":
            part["state"] = "running"
            part.pop("message", None)
        self._found.append(part)
        return part

    def finish(self) -> None:
        """Say how it ended: done if all databases that were found are."""
        states = {part["state"] for part in self._found}
        self.values |= {"state": "done" if states <= {"done"} else "failed", "finished": _now()}
        self.save()

    def save(self) -> None:
        """Write the report; on a full disk it is as it was, and the next start looks again."""
        try:
            write_private_text(self._path, json.dumps(self.values, indent=2, ensure_ascii=False) + "\n")
        except OSError as error:
            logger.warning("%s cannot be written: %s", self._path, error)


def _read(path: Path) -> dict[str, Any]:
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        logger.warning("%s cannot be read, so what older servers kept is looked for again: %s", path, error)
        return {}
    return values if isinstance(values, dict) else {}


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
