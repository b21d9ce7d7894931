"""Picks what tells of input here: the first backend that works."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping, Sequence

from aw_client.watcher import WatcherUnavailableError, first_that_works
from aw_watcher_afk.backends.base import Backend

__all__ = ["BACKENDS", "Factory", "select"]

Factory = Callable[[MutableMapping[str, str]], Backend]


def _x11(environ: MutableMapping[str, str]) -> Backend:
    try:
        from aw_watcher_afk.backends.x11 import X11  # noqa: PLC0415 - its library is there only on Linux
    except ModuleNotFoundError as error:
        raise WatcherUnavailableError("python-xlib is not installed") from error
    return X11(environ)


def _pynput(environ: MutableMapping[str, str]) -> Backend:
    from aw_watcher_afk.backends.pynput import Pynput  # noqa: PLC0415 - only when it is its turn

    return Pynput(environ)


BACKENDS: Sequence[Factory] = (_x11, _pynput)
"""In the order in which they are tried."""


def select(environ: MutableMapping[str, str]) -> Backend:
    """The first backend that works here.

    Raises:
        WatcherUnavailableError: none works; the message has each one's reason.
    """
    return first_that_works(BACKENDS, environ)
