"""What people asked for of the pause that the server has not heard of yet."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from aw_client.untold import untold_path
from aw_core.dirs import get_data_dir
from aw_core.files import write_private_text
from aw_core.timestamps import parse_timestamp
from aw_manager.settings import PROGRAM

__all__ = ["Order", "Orders"]

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Order:
    """What a person asked for at a moment: to pause until another one (None: until it is resumed), or to resume."""

    at: datetime
    pause: bool
    until: datetime | None = None

    def to_json_dict(self) -> dict[str, Any]:
        """As the file has it."""
        until = None if self.until is None else self.until.isoformat()
        return {"at": self.at.isoformat(), "pause": self.pause, "until": until}

    @classmethod
    def from_json_dict(cls, value: Any) -> Self:
        """What a file has.

        Raises:
            KeyError, TypeError, ValueError: it is not what `to_json_dict` writes.
        """
        until = None if value["until"] is None else parse_timestamp(value["until"])
        return cls(parse_timestamp(value["at"]), bool(value["pause"]), until)


class Orders:
    """Those that wait, in a file of one user, mode and server, so that no server is told what was meant for another.

    Args:
        server: its URL.
        testing: the mode.
    """

    def __init__(self, server: str, *, testing: bool) -> None:
        get_data_dir(PROGRAM)
        self.path = untold_path(server, testing=testing)

    def waiting(self) -> tuple[Order, ...]:
        """All, in the order they were asked for.

        Where the file is damaged it may be that somebody paused: so it is a pause, asked for when that was written.
        """
        try:
            return tuple(map(Order.from_json_dict, json.loads(self.path.read_text(encoding="utf-8"))))
        except FileNotFoundError:
            return ()
        except OSError as error:
            logger.warning("what was asked for of the pause cannot be read now: %s", error)
            return ()
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            logger.warning("what was asked for of the pause cannot be read, so it is paused: %s", error)
            return self._in_doubt()

    def add(self, order: Order) -> None:
        """Remember one more.

        Raises:
            OSError: it cannot be written; those before it are unchanged.
        """
        self._write((*self.waiting(), order))

    def forget(self, told: Collection[Order]) -> None:
        """The server has heard of some; what came meanwhile stays."""
        left = tuple(order for order in self.waiting() if order not in told)
        with suppress(OSError):  # told once more, they change nothing
            if left:
                self._write(left)
            else:
                self.path.unlink(missing_ok=True)

    def keep_fresh(self) -> None:
        """Have clients wait on: somebody is there to tell the server."""
        with suppress(OSError):
            os.utime(self.path)

    def _write(self, orders: tuple[Order, ...]) -> None:
        write_private_text(self.path, json.dumps([order.to_json_dict() for order in orders]))

    def _in_doubt(self) -> tuple[Order, ...]:
        written = now = datetime.now(UTC)
        with suppress(OSError):
            written = min(now, datetime.fromtimestamp(self.path.stat().st_mtime, UTC))
            self.path.replace(_aside(self.path, now))
        pause = Order(written, pause=True)
        with suppress(OSError):
            self._write((pause,))
        return (pause,)


def _aside(path: Path, moment: datetime) -> Path:
    return path.with_name(f"{path.name}.damaged-{moment:%Y-%m-%dT%H-%M-%S}")
