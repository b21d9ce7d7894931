"""The file that keeps the state of the pause over restarts."""

from __future__ import annotations

import json
import shutil
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from aw_core.files import write_private_text
from aw_server.errors import UnreadablePauseError
from aw_server.pausing.state import State

__all__ = ["PauseFile"]

_KEY = "pause"


class PauseFile:
    """Keeps a state; no file is a server that was never paused."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> State:
        """What is kept.

        Raises:
            UnreadablePauseError: that cannot be known.
        """
        try:
            return State.from_json_dict(self._kept()[_KEY])
        except (FileNotFoundError, NotADirectoryError):
            return State()
        except (AttributeError, KeyError, TypeError, ValueError, RecursionError, OSError) as error:
            raise UnreadablePauseError(f"{self._path}: {error!r}") from error

    def write(self, state: State) -> None:
        """Keep a state in place of the one before.

        Raises:
            OSError: it cannot be written; the one before is still kept.
        """
        write_private_text(self._path, json.dumps({_KEY: state.to_json_dict()}, indent=2) + "\n")

    def set_aside(self) -> None:
        """Keep what cannot be read under another name, too, for who wants to know what it was.

        It stays where it is until something else is written there: no kill in between may leave nothing.
        """
        moment = datetime.now().astimezone().strftime("%Y-%m-%dT%H-%M-%S")
        aside = self._path.with_name(f"{self._path.name}.damaged-{moment}")
        with suppress(OSError):
            if self._path.is_file():
                shutil.copy(self._path, aside)
            else:
                self._path.rename(aside)  # such as a folder: no file can take its place

    def _kept(self) -> Any:
        return json.loads(self._path.read_text(encoding="utf-8-sig"))
