"""What a person confirmed to be changed in the history, on disk until all of it is done."""

from __future__ import annotations

import json
import logging
import operator
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

from aw_core.files import write_private_text
from aw_core.timestamps import parse_timestamp
from aw_datastore.disk import sync_folder
from aw_datastore.rewriting import Scope

__all__ = ["Copies", "Copy", "Order", "OrderFile", "Step", "Unfinished", "is_gone"]

logger = logging.getLogger(__name__)

_DAMAGED = ".damaged-"


class Copies(StrEnum):
    """What is to become of copies of the database."""

    REWRITE = "rewrite"  # they are changed as the database is
    DELETE = "delete"
    KEEP = "keep"


@dataclass(frozen=True)
class Order:
    """What is to be done.

    - `filters`: the rules, as a list of JSON objects;
    - `start`, `end`, `bucket_ids`: to which events, ISO 8601; None for no limit;
    - `backups`: what becomes of backups;
    - `set_aside`: what becomes of databases that were set aside because they were damaged or replaced.
    """

    filters: Any
    start: str | None = None
    end: str | None = None
    bucket_ids: list[str] | None = None
    backups: Copies = Copies.REWRITE
    set_aside: Copies = Copies.REWRITE

    @property
    def scope(self) -> Scope:
        """Which events are meant.

        Raises:
            InvalidTimestampError: a limit is no time.
        """
        return Scope(
            None if self.start is None else parse_timestamp(self.start),
            None if self.end is None else parse_timestamp(self.end),
            self.bucket_ids,
        )


@dataclass(frozen=True)
class Copy:
    """A copy of the database as it was there when the order was confirmed, and what is to become of it.

    It is known by its name and by when it was last modified, in nanoseconds since 1970, which stays as it is when the
    copy is rewritten or moved to another disk. A file that is made later, under whatever name, is another one.
    """

    path: str
    what: Copies
    modified: int

    @classmethod
    def found(cls, path: Path, what: Copies) -> Self:
        """The copy that is there now.

        Raises:
            OSError: there is none, or nothing can be told of it.
        """
        return cls(str(path), what, path.stat().st_mtime_ns)

    @property
    def is_same(self) -> bool:
        """Whether what is there now is still this one.

        Raises:
            OSError: nothing is there, or nothing can be told of it.
        """
        return Path(self.path).stat().st_mtime_ns == self.modified


class Step(StrEnum):
    """What is to be done next; what comes before it is done."""

    HISTORY = "history"  # events are to be changed
    FILES = "files"  # they are; the database's own files may still hold what was there before
    COPIES = "copies"  # these hold nothing of it any more; copies do


@dataclass(frozen=True)
class Unfinished:
    """An order that was confirmed, and what is left of it.

    - `step`: what is to be done next;
    - `last_id`: the highest id of an event when it was confirmed; what was recorded later is no part of it;
    - `copies`: those that were there when it was confirmed and are still to be gone through;
    - `why`: why it could not be finished; empty before that was found.
    """

    order: Order
    last_id: int
    copies: Sequence[Copy]
    step: Step = Step.HISTORY
    why: str = ""

    @property
    def is_over(self) -> bool:
        """Whether nothing is left of it, as somebody deleted the copies that were."""
        return self.step is Step.COPIES and all(is_gone(Path(copy.path)) for copy in self.copies)


def is_gone(path: Path) -> bool:
    """Whether there is no such file; not where nobody may look, since that says nothing."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


class OrderFile:
    """The orders that are being carried out, in a file beside the database: what a kill interrupts goes on at the start."""

    def __init__(self, database: Path) -> None:
        self._path = database.with_name(f"{database.name}.privacy.json")

    def write(self, orders: Sequence[Unfinished]) -> None:
        """Note what is to be done, in this order; on disk on return. Without any the file goes."""
        if orders:
            write_private_text(self._path, json.dumps([asdict(order) for order in orders]))
        else:
            self._path.unlink(missing_ok=True)
        sync_folder(self._path.parent)

    def read(self) -> list[Unfinished]:
        """What is to be done. A file that is damaged is set aside, which `damaged` tells; what it had is not known.

        Raises:
            OSError: it cannot be read, or not be set aside.
        """
        try:
            orders = json.loads(self._path.read_text(encoding="utf-8"))
            if not isinstance(orders, list):
                raise TypeError(f"expected a list, got {type(orders).__name__}")  # noqa: TRY301 - as any damage below
            return [_unfinished(values) for values in orders]
        except FileNotFoundError:
            return []
        except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
            self._set_aside(error)
            return []

    @property
    def damaged(self) -> list[Path]:
        """The files that were damaged and set aside, until they are deleted."""
        name = f"{self._path.name}{_DAMAGED}"
        try:
            return sorted(path for path in self._path.parent.iterdir() if path.name.startswith(name))
        except OSError:
            return []

    def _set_aside(self, error: Exception) -> None:
        moment = datetime.now().astimezone().strftime("%Y-%m-%dT%H-%M-%S")
        aside = self._path.with_name(f"{self._path.name}{_DAMAGED}{moment}")
        self._path.replace(aside)
        logger.error("%s: expected what is left to do for privacy, found something else (%r)", aside, error)


def _unfinished(values: dict[str, Any]) -> Unfinished:
    order = values["order"]
    return Unfinished(
        order=Order(
            **{**order, "backups": Copies(order["backups"]), "set_aside": Copies(order["set_aside"])}
        ),
        last_id=operator.index(values["last_id"]),
        copies=[Copy(**{**copy, "what": Copies(copy["what"])}) for copy in values["copies"]],
        step=Step(values["step"]),
        why=values["why"],
    )
