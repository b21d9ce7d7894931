"""Picks the backend for this desktop: the first that works."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from aw_client.watcher import WatcherUnavailableError, first_that_works
from aw_watcher_window.backends.base import Backend

__all__ = ["BACKENDS", "Factory", "select"]

Factory = Callable[[Mapping[str, str]], Backend]


def _x11(environ: Mapping[str, str]) -> Backend:
    try:
        from aw_watcher_window.backends.x11 import X11  # noqa: PLC0415 - only where it can be the one
    except ModuleNotFoundError as error:
        raise WatcherUnavailableError(
            "python-xlib is not installed; the watcher brings it on Linux and does not support Windows and macOS yet"
        ) from error
    return X11(environ)


BACKENDS: Sequence[Factory] = (_x11,)
"""In the order in which they are tried."""


def select(environ: Mapping[str, str]) -> Backend:
    """The first backend that works here.

    Raises:
        WatcherUnavailableError: none works; the message has each one's reason.
    """
    return first_that_works(BACKENDS, environ)
