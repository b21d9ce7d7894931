"""The thread that ends a pause when its time has come, and lets its mark grow while it lasts."""

from __future__ import annotations

import logging
import threading
from types import TracebackType
from typing import Self

from aw_server.pausing.pauses import Pauses

__all__ = ["PauseKeeper"]

logger = logging.getLogger(__name__)

_ROUND_SECONDS = 30.0
"""How often it looks: a clock that was set, or a machine that slept, delays a mark by no more."""

_STOP_SECONDS = 5


class PauseKeeper:
    """Tends pauses, from `with` to the end of its block."""

    def __init__(self, pauses: Pauses) -> None:
        self._pauses = pauses
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="pauses", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        self._pauses.wake()
        self._thread.join(_STOP_SECONDS)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._pauses.tend()
            except Exception:
                # Whatever it is, the next round must not go with it.
                logger.exception("tending the pause failed; it is tried again")
            self._pauses.wait(_ROUND_SECONDS)
