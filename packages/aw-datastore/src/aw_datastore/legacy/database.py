"""What callers hold of an older database: its buckets, their events and the settings kept with them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from aw_core.models import Bucket
from aw_datastore.legacy.problems import Problems
from aw_datastore.row import Row

__all__ = ["OlderBucket", "OlderDatabase"]


@dataclass(frozen=True)
class OlderBucket:
    """A bucket of an older database: as ours, its key there, and how many events it has there."""

    bucket: Bucket
    key: int | str
    events: int


class OlderDatabase(ABC):
    """An older database, open to be read; its methods raise `DatabaseError` where the file is damaged."""

    kind: ClassVar[str]
    """Which server made it, in words."""

    @abstractmethod
    def buckets(self, problems: Problems) -> list[OlderBucket]:
        """The buckets that can be taken over, in order of creation."""

    @abstractmethod
    def rows(self, bucket: OlderBucket, problems: Problems) -> Iterator[Row]:
        """The events of a bucket that can be taken over, in the order they were stored."""

    def settings(self) -> dict[str, Any]:
        """What clients kept on that server, by name; empty where it kept that elsewhere."""
        return {}
