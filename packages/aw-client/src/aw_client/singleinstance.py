"""One process per client name and server: a lock file the operating system releases when the process ends."""

from __future__ import annotations

import logging
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

from aw_client.errors import AlreadyRunningError
from aw_client.filelocks import HeldError, hold, let_go
from aw_core.dirs import get_cache_dir

__all__ = ["SingleInstance", "file_name"]

logger = logging.getLogger(__name__)


class SingleInstance:
    """Holds a name for this process; the same process may hold it several times.

    Raises:
        AlreadyRunningError: (a SystemExit) another process holds the name.
    """

    def __init__(self, client_name: str) -> None:
        self.lockfile = str(Path(get_cache_dir("client_locks")) / file_name(client_name))
        try:
            hold(Path(self.lockfile))
        except HeldError:
            message = f"{client_name} is already running (lock file {self.lockfile})"
            logger.error(message)  # noqa: TRY400 - the trace of a held lock says nothing
            raise AlreadyRunningError(message) from None
        self._holds = True

    def release(self) -> None:
        """Give the name back; done by the operating system too when the process ends. Idempotent."""
        if self._holds:
            self._holds = False
            let_go(Path(self.lockfile))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def file_name(name: str) -> str:
    """A name as a file name on every system, another one for every name."""
    return quote(name, safe="")
