"""Places for requests that take long, so that those that are short always find a free thread."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from aw_server.errors import TooBusyError

__all__ = ["Places"]


class Places:
    """So many long requests may be under way at a time; one more is refused at once, and may come again.

    A query waits for the processor, and an export for a client that reads slowly or not at all. Each keeps a
    thread meanwhile, so there must be more threads than places.
    """

    def __init__(self, count: int) -> None:
        self._free = threading.BoundedSemaphore(count)

    def take(self) -> None:
        """Take a place, to be given back with `release`.

        Raises:
            TooBusyError: none is free.
        """
        if not self._free.acquire(blocking=False):
            raise TooBusyError("too many queries and exports are under way; try again when one has ended")

    def release(self) -> None:
        """Give a place back."""
        self._free.release()

    @contextmanager
    def place(self) -> Iterator[None]:
        """Hold a place for the time of a block.

        Raises:
            TooBusyError: none is free.
        """
        self.take()
        try:
            yield
        finally:
            self.release()
