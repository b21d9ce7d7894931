"""What is remembered of pauses: what a person asked for while the server was away, what it said last, what was scheduled."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from aw_client.errors import UnexpectedAnswerError
from aw_client.pause import Pause
from aw_client.untold import server_name, untold_path
from aw_core.dirs import get_data_dir
from aw_core.files import write_private_text
from aw_core.timestamps import parse_timestamp
from aw_manager.settings import PROGRAM

__all__ = ["Notes", "Wish"]


@dataclass(frozen=True)
class Wish:
    """What a person asked for at a moment: to pause until another one (None: until it is resumed), or to resume.

    `earlier` are the pauses, each from and to a moment, that the server has not heard of either and that were over then.
    """

    at: datetime
    pause: bool
    until: datetime | None = None
    earlier: tuple[tuple[datetime, datetime], ...] = ()

    def to_json_dict(self) -> dict[str, Any]:
        """As its file has it."""
        earlier = [[start.isoformat(), end.isoformat()] for start, end in self.earlier]
        return {"at": _iso(self.at), "pause": self.pause, "until": _iso(self.until), "earlier": earlier}

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
            tuple((parse_timestamp(start), parse_timestamp(end)) for start, end in value.get("earlier", ())),
        )

    def pauses_until(self, moment: datetime) -> tuple[tuple[datetime, datetime], ...]:
        """The pauses that were asked for, when something else is asked for at a moment."""
        end = moment if self.until is None else min(self.until, moment)
        return (*self.earlier, (self.at, end)) if self.pause and self.at < end else self.earlier


class Notes:
    """Small files of one user, mode and server, so that no server is told what was meant for another.

    They are a wish that the server has not heard yet, the pause it told of last, and until when a schedule of ours
    has it paused.

    Args:
        server: its URL.
        testing: the mode.
    """

    def __init__(self, server: str, *, testing: bool) -> None:
        folder, name = Path(get_data_dir(PROGRAM)), server_name(server, testing=testing)
        self._wish = untold_path(server, testing=testing)
        self._known = folder / f"pause-known-{name}.json"
        self._scheduled = folder / f"pause-schedule-{name}.json"

    @property
    def wish(self) -> Wish | None:
        """What a person asked for, if the server has not heard of it yet."""
        with suppress(OSError, ValueError, KeyError, TypeError):
            return Wish.from_json_dict(json.loads(self._wish.read_text(encoding="utf-8")))
        return None

    def keep_wish(self, wish: Wish) -> None:
        """Remember what a person asks for; what they asked for before holds until then.

        Raises:
            OSError: it cannot be written.
        """
        before = self.wish
        if before is not None:
            wish = replace(wish, earlier=before.pauses_until(wish.at))
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

    @property
    def scheduled(self) -> datetime | None:
        """Until when the server was last asked to pause by a schedule, None if it was not, or was released."""
        with suppress(OSError, ValueError, KeyError, TypeError):
            return parse_timestamp(json.loads(self._scheduled.read_text(encoding="utf-8"))["until"])
        return None

    def keep_scheduled(self, until: datetime | None) -> None:
        """Remember that; what cannot be written is not remembered, and such a pause lasts until its end."""
        with suppress(OSError):
            if until is None:
                self._scheduled.unlink(missing_ok=True)
            else:
                write_private_text(self._scheduled, json.dumps({"until": _iso(until)}))


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
