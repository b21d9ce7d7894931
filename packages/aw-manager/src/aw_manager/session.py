"""What is there of desktop sessions, so that a change of it is seen without asking anybody."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TypeAlias

__all__ = ["Session", "session_of"]

Session: TypeAlias = Callable[[], object]
"""Answers the same as long as the same displays and message buses are there."""

_TELLING = ("X", "wayland-", "bus")
"""What the names of those begin with: others come and go with terminals and editors."""

_X_SOCKETS = Path("/tmp/.X11-unix")  # noqa: S108 - where the X server has them


def session_of(environ: Mapping[str, str], x_sockets: Path = _X_SOCKETS) -> Session:
    """What tells changes of the sessions of a user by the sockets that displays, compositors and buses listen on.

    Args:
        environ: the environment variables.
        x_sockets: the folder of the X displays.
    """
    runtime = environ.get("XDG_RUNTIME_DIR", "")
    folders = [x_sockets, *([Path(runtime)] if runtime else [])]
    return lambda: frozenset(socket for folder in folders for socket in _sockets(folder))


def _sockets(folder: Path) -> Iterator[tuple[str, int, int]]:
    """Each by its name, and by what is another when it was made anew."""
    with suppress(OSError):
        for path in folder.iterdir():
            if not path.name.startswith(_TELLING):
                continue
            with suppress(OSError):
                found = path.stat()
                if stat.S_ISSOCK(found.st_mode):
                    yield str(path), found.st_ino, found.st_ctime_ns
