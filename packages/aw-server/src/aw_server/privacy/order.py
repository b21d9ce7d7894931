"""What a person confirmed to be changed in the history, on disk until all of it is done."""

from __future__ import annotations

import json
from collections.abc import Sequence
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
    - `set_aside`: what becomes of databases that were set aside because they were damaged or replaced;
    - `copies_alone`: whether the database itself has nothing of it any more, and only copies are left.
    """

    filters: Any
    start: str | None = None
    end: str | None = None
    bucket_ids: list[str] | None = None
    backups: Copies = Copies.REWRITE
    set_aside: Copies = Copies.REWRITE
    copies_alone: bool = False

    @property
    def scope(self) -> Scope:
        """Which events are meant."""
        return Scope(
            None if self.start is None else parse_timestamp(self.start),
            None if self.end is None else parse_timestamp(self.end),
            self.bucket_ids,
        )


class OrderFile:
    """The orders that are being carried out, in a file beside the database: what a kill interrupts goes on at the start."""

    def __init__(self, database: Path) -> None:
        self._path = database.with_name(f"{database.name}.privacy.json")

    def write(self, orders: Sequence[Order]) -> None:
        """Note what is to be done, in this order; on disk on return. Without any the file goes."""
        if orders:
            write_private_text(self._path, json.dumps([asdict(order) for order in orders]))
        else:
            self._path.unlink(missing_ok=True)
        sync_folder(self._path.parent)

    def read(self) -> list[Order]:
        """What is to be done.

        Raises:
            DatabaseError: the file is damaged.
            OSError: it cannot be read.
        """
        try:
            orders = json.loads(self._path.read_text(encoding="utf-8"))
            if not isinstance(orders, list):
                raise TypeError(f"expected a list, got {type(orders).__name__}")  # noqa: TRY301 - as any damage below
            return [_order(values) for values in orders]
        except FileNotFoundError:
            return []
        except (KeyError, TypeError, ValueError) as error:
            raise DatabaseError(
                f"{self._path}: expected what is left to do for privacy, found something else ({error}); "
                "apply the rules anew once it is deleted"
            ) from error


def _order(values: dict[str, Any]) -> Order:
    return Order(**{**values, "backups": Copies(values["backups"]), "set_aside": Copies(values["set_aside"])})
