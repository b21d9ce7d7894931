"""What is remembered of pauses while the server is away: what a person asked for then, and what it said last."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from aw_client.errors import UnexpectedAnswerError
from aw_client.pause import Pause
from aw_core.dirs import get_data_dir
from aw_core.files import write_private_text
from aw_core.timestamps import parse_timestamp
from aw_manager.settings import PROGRAM

__all__ = ["Notes", "Wish"]


@dataclass(frozen=True)
class Wish:
    """What a person asked for at a moment: to pause until another one (None: until it is resumed), or to resume."""

    at: datetime
    pause: bool
    until: datetime | None = None

    def to_json_dict(self) -> dict[str, Any]:
        """As its file has it."""
        return {"at": _iso(self.at), "pause": self.pause, "until": _iso(self.until)}

    @classmethod
    def from_json_dict(cls, value: Any) -> Self:
        """What a file has.

        Raises:
            KeyError, TypeError, ValueError: it is not what `to_json_dict` writes.
        """
        until = value["until"]
        return cls(
            parse_timestamp(value["at"]),
            bool(value["pause"]),
            None if until is None else parse_timestamp(until),
        )


class Notes:
    """Two small files of one user and mode: a wish that the server has not heard yet, and the pause it told of last."""

    def __init__(self, *, testing: bool) -> None:
        folder, suffix = Path(get_data_dir(PROGRAM)), "-testing" if testing else ""
        self._wish = folder / f"pause-wish{suffix}.json"
        self._known = folder / f"pause-known{suffix}.json"

    @property
    def wish(self) -> Wish | None:
        """What a person asked for, if the server has not heard of it yet."""
        with suppress(OSError, ValueError, KeyError, TypeError):
            return Wish.from_json_dict(json.loads(self._wish.read_text(encoding="utf-8")))
        return None

    def keep_wish(self, wish: Wish) -> None:
        """Remember what a person asks for; it takes the place of what they asked for before.

        Raises:
            OSError: it cannot be written.
        """
        write_private_text(self._wish, json.dumps(wish.to_json_dict()))

    def forget_wish(self, wish: Wish | None = None) -> None:
        """The server has heard of it, or it counts no more; one that came meanwhile stays where one is named."""
        if wish is None or self.wish == wish:
            with suppress(OSError):
                self._wish.unlink(missing_ok=True)

    @property
    def known(self) -> Pause | None:
        """What the server last said of its pause."""
        with suppress(OSError, ValueError, UnexpectedAnswerError):
            return Pause.from_json_dict(json.loads(self._known.read_text(encoding="utf-8")))
        return None

    def keep_known(self, pause: Pause) -> None:
        """Remember what the server says of its pause; what cannot be written is not remembered."""
        with suppress(OSError):
            write_private_text(self._known, json.dumps(pause.to_json_dict()))


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
