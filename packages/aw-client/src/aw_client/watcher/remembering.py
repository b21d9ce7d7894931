"""What a watcher last heard of a server, in small files: it holds from the first moment of the next start on."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

from aw_client.untold import server_name
from aw_core.dirs import get_cache_dir
from aw_core.files import write_private_text

__all__ = ["Remembered", "remembered_path"]

logger = logging.getLogger(__name__)


def remembered_path(subject: str, server_address: str) -> Path:
    """Where something of a server is remembered; all watchers of this machine share it."""
    return Path(get_cache_dir("aw-client")) / f"{subject}-{server_name(server_address)}.json"


class Remembered:
    """A value of JSON in a file. What goes wrong with that is logged: a watcher works without it.

    Args:
        path: of the file.
        what: it is, for the log, as in `the pause`.
    """

    def __init__(self, path: Path, what: str) -> None:
        self._path = path
        self._what = what

    def read(self, *, damaged: Any = None) -> Any:
        """The value; None if there is none, `damaged` if it cannot be read."""
        try:
            return json.loads(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, RecursionError) as error:
            logger.warning("what is remembered of %s cannot be read: %s", self._what, error)
            return damaged

    def write(self, value: Any) -> None:
        """Remember a value in place of the one before."""
        try:
            write_private_text(self._path, json.dumps(value))
        except OSError as error:
            logger.warning("%s cannot be remembered: %s", self._what, error)

    def forget(self) -> None:
        """Remember nothing."""
        try:
            self._path.unlink(missing_ok=True)
        except OSError as error:
            logger.warning("what is remembered of %s cannot be deleted: %s", self._what, error)
