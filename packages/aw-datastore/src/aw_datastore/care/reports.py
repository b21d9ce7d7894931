"""What became of damaged files: a small JSON file beside the database that tells of each recovery."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from aw_core.files import write_private_text
from aw_datastore.sqlite.exchange import beside

__all__ = ["BucketLoss", "Recovery", "add_recovery", "read_recoveries", "report_file"]


@dataclass(frozen=True, kw_only=True)
class BucketLoss:
    """What was recovered of one bucket, in events.

    - `kept`: read from the damaged file;
    - `from_backup`: lost there, taken from the backup;
    - `without_data`: among the two, those of which only the time is known: their data is `{}`;
    - `lost`: known to have been there, found nowhere; `lost_from` and `lost_to` (ISO 8601 UTC) are the starts of
      the first and last of them.
    """

    bucket_id: str
    kept: int
    from_backup: int = 0
    without_data: int = 0
    lost: int = 0
    lost_from: str | None = None
    lost_to: str | None = None


@dataclass(frozen=True, kw_only=True)
class Recovery:
    """One damaged file and what was recovered of it.

    - `moment`: when, ISO 8601 UTC;
    - `reason`: what was found wrong;
    - `set_aside`: the name of the damaged file now, in the folder of the database;
    - `backup`: the name of the backup that filled gaps, None where there was none;
    - `complete`: whether everything that is lost is counted: if not, the parts of the file that tell what there
      was were damaged as well, and more may be lost;
    - `buckets`: what became of each.
    """

    moment: str
    reason: str
    set_aside: str
    backup: str | None
    complete: bool
    buckets: tuple[BucketLoss, ...]

    @property
    def lost(self) -> int:
        """How many events are known to be lost."""
        return sum(bucket.lost for bucket in self.buckets)

    def summary(self) -> str:
        """One sentence for a log or a screen."""
        kept = sum(bucket.kept for bucket in self.buckets)
        restored = sum(bucket.from_backup for bucket in self.buckets)
        bare = sum(bucket.without_data for bucket in self.buckets)
        parts = [f"{kept} events were read from it"]
        if restored:
            parts.append(f"{restored} came from the backup {self.backup}")
        if bare:
            parts.append(f"{bare} have lost their data")
        parts.append(f"{self.lost if self.complete else f'at least {self.lost}'} are lost")
        return f"the database was damaged ({self.reason}) and is kept as {self.set_aside}; {', '.join(parts)}"

    def to_json_dict(self) -> dict[str, Any]:
        """The recovery as JSON has it, in the file and in the API."""
        return {**asdict(self), "lost": self.lost, "summary": self.summary()}


def report_file(path: Path) -> Path:
    """Where the recoveries of a database are written down."""
    return beside(path, ".recoveries.json")


def read_recoveries(path: Path) -> list[Recovery]:
    """The recoveries of a database whose damaged files are still there, oldest first.

    So a report is shown until the user has deleted the file it is about.
    """
    try:
        entries = json.loads(report_file(path).read_text(encoding="utf-8"))
        recoveries = [_recovery(entry) for entry in entries]
    except (OSError, ValueError, TypeError, KeyError):
        return []
    return [recovery for recovery in recoveries if path.with_name(recovery.set_aside).exists()]


def add_recovery(path: Path, recovery: Recovery) -> None:
    """Write down a recovery, before the exchange that ends it.

    Of an earlier try that was killed before its exchange nothing stays.

    Raises:
        OSError: the file cannot be written.
    """
    entries = [entry.to_json_dict() for entry in (*read_recoveries(path), recovery)]
    write_private_text(report_file(path), json.dumps(entries, indent=2) + "\n")


def _recovery(entry: dict[str, Any]) -> Recovery:
    fields = {name: entry[name] for name in ("moment", "reason", "set_aside", "backup", "complete")}
    buckets = tuple(BucketLoss(**bucket) for bucket in entry["buckets"])
    return Recovery(**fields, buckets=buckets)
