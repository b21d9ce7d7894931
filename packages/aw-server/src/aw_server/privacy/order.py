"""What a person confirmed to be changed in the history, on disk until all of it is done."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from aw_core.files import write_private_text
from aw_core.timestamps import parse_timestamp
from aw_datastore.disk import sync_folder
from aw_datastore.errors import DatabaseError
from aw_datastore.rewriting import Scope

__all__ = ["Copies", "Order", "OrderFile"]


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
        """Which events are meant."""
        return Scope(
            None if self.start is None else parse_timestamp(self.start),
            None if self.end is None else parse_timestamp(self.end),
            self.bucket_ids,
        )


class OrderFile:
    """The order that is being carried out, in a file beside the database: what a kill interrupts goes on at the start."""

    def __init__(self, database: Path) -> None:
        self._path = database.with_name(f"{database.name}.privacy.json")

    def write(self, order: Order) -> None:
        """Note what is to be done; on disk on return."""
        write_private_text(self._path, json.dumps(asdict(order)))
        sync_folder(self._path.parent)

    def read(self) -> Order | None:
        """What is to be done, None if nothing is.

        Raises:
            DatabaseError: the file is damaged.
            OSError: it cannot be read.
        """
        try:
            values = json.loads(self._path.read_text(encoding="utf-8"))
            return Order(
                **{
                    **values,
                    "backups": Copies(values["backups"]),
                    "set_aside": Copies(values["set_aside"]),
                }
            )
        except FileNotFoundError:
            return None
        except (KeyError, TypeError, ValueError) as error:
            raise DatabaseError(
                f"{self._path}: expected what is left to do for privacy, found something else ({error}); "
                "apply the rules anew once it is deleted"
            ) from error

    def clear(self) -> None:
        """Note that it is done."""
        self._path.unlink(missing_ok=True)
