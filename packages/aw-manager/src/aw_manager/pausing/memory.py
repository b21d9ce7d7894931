"""What is remembered of the server's pause over a restart: what it said last, and until when a schedule has it paused."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from aw_client.errors import UnexpectedAnswerError
from aw_client.pause import Pause
from aw_client.untold import server_name
from aw_core.dirs import get_data_dir
from aw_core.files import write_private_text
from aw_core.timestamps import parse_timestamp
from aw_manager.settings import PROGRAM

__all__ = ["Memory"]

_UNREADABLE = (OSError, ValueError, KeyError, TypeError, RecursionError)


class Memory:
    """Two small files of one user, mode and server; what cannot be written is not remembered.

    Args:
        server: its URL.
        testing: the mode.
    """

    def __init__(self, server: str, *, testing: bool) -> None:
        folder, name = Path(get_data_dir(PROGRAM)), server_name(server, testing=testing)
        self._known = folder / f"pause-known-{name}.json"
        self._scheduled = folder / f"pause-schedule-{name}.json"

    @property
    def known(self) -> Pause | None:
        """What the server last said of its pause."""
        with suppress(*_UNREADABLE, UnexpectedAnswerError):
            return Pause.from_json_dict(json.loads(self._known.read_text(encoding="utf-8")))
        return None

    def keep_known(self, pause: Pause) -> None:
        """Remember what the server says of its pause."""
        with suppress(OSError):
            write_private_text(self._known, json.dumps(pause.to_json_dict()))

    @property
    def scheduled(self) -> datetime | None:
        """Until when the server was last asked to pause by a schedule, None if it was not, or was released."""
        with suppress(*_UNREADABLE):
            return parse_timestamp(json.loads(self._scheduled.read_text(encoding="utf-8"))["until"])
        return None

    def keep_scheduled(self, until: datetime | None) -> None:
        """Remember that; a pause that is not remembered lasts until its end."""
        with suppress(OSError):
            if until is None:
                self._scheduled.unlink(missing_ok=True)
            else:
                write_private_text(self._scheduled, json.dumps({"until": until.isoformat()}))
