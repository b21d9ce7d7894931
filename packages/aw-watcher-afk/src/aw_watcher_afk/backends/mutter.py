"""Idle time as GNOME's compositor knows it, asked for over the session bus."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from contextlib import closing

from aw_client.desktop.bus import Bus, Peer
from aw_client.desktop.session import is_wayland
from aw_client.errors import DesktopError, NoAnswerError, WatcherUnavailableError
from aw_watcher_afk.errors import InputLostError
from aw_watcher_afk.senses.base import ANSWER_TIMEOUT

__all__ = ["Mutter"]

logger = logging.getLogger(__name__)

_MONITOR = Peer(
    "org.gnome.Mutter.IdleMonitor", "/org/gnome/Mutter/IdleMonitor/Core", "org.gnome.Mutter.IdleMonitor"
)

_PATIENCE = 60.0
"""Seconds for which a shell that does not answer is no news."""


class Mutter:
    """The backend for Wayland sessions of GNOME; in its X11 sessions that of X11 does.

    Raises:
        WatcherUnavailableError: this is no such session.
    """

    name = "GNOME's idle monitor"
    files = ()

    def __init__(self, environ: Mapping[str, str], clock: Callable[[], float] = time.monotonic) -> None:
        if not is_wayland(environ):
            raise WatcherUnavailableError("this is no Wayland session: WAYLAND_DISPLAY is not set")
        self._clock = clock
        self._silent_since: float | None = None
        self._is_missed = False
        try:
            self._bus = Bus(environ, timeout=ANSWER_TIMEOUT)
        except DesktopError as error:
            raise WatcherUnavailableError(str(error)) from error
        try:
            with closing(Bus(environ)) as patient:  # a shell that has just started takes a while
                self._ask(patient)
        except DesktopError as error:
            self.close()
            raise WatcherUnavailableError(f"this is not GNOME: {error}") from error

    def idle(self) -> float:
        """Seconds since the last input.

        While the shell hangs, however long, as if there was none since it last answered: it takes none either.
        """
        asked = self._clock()
        try:
            return self._ask(self._bus)
        except NoAnswerError:
            self._miss(asked)
            return self._idle + asked - self._answered
        except DesktopError as error:
            raise InputLostError(f"GNOME Shell no longer tells of input: {error}") from error

    def close(self) -> None:
        """Close the connection."""
        self._bus.close()

    def _ask(self, bus: Bus) -> float:
        (milliseconds,) = bus.call(_MONITOR, "GetIdletime")
        self._idle, self._answered = float(milliseconds) / 1000, self._clock()
        if self._is_missed:
            logger.info("GNOME Shell answers again")
        self._silent_since, self._is_missed = None, False
        return self._idle

    def _miss(self, asked: float) -> None:
        """Take note that a question asked then was not answered; of a shell that hangs for long, say so once."""
        if self._silent_since is None:
            self._silent_since = asked
        silent = asked - self._silent_since
        if silent > _PATIENCE and not self._is_missed:
            logger.warning(
                "GNOME Shell has not answered for %.0f s; until it does, there is no input, and the idle time goes on",
                silent,
            )
            self._is_missed = True
