"""One process per client name and server: a lock file the operating system releases when the process ends."""

from __future__ import annotations

import logging
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

from filelock import FileLock, Timeout

from aw_client.errors import AlreadyRunningError
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
        # A singleton counts how often this process holds it, and locks only once.
        self._lock = FileLock(self.lockfile, is_singleton=True, thread_local=False)
        try:
            self._lock.acquire(blocking=False)
        except Timeout:
            message = f"{client_name} is already running (lock file {self.lockfile})"
            logger.error(message)  # noqa: TRY400 - the trace of a held lock says nothing
            raise AlreadyRunningError(message) from None

    def release(self) -> None:
        """Give the name back; done by the operating system too when the process ends."""
        self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def file_name(name: str) -> str:
    """A name as a file name on every system, another one for every name."""
    return quote(name, safe="")
