"""What people asked for of the pause while the server was away: the file it is kept in until the server is told.

`aw-manager` writes it and tells the server. Clients only look whether it is there: what was sensed since must not
reach the server before it, which would keep that out, or take what was to be kept out.
"""

from __future__ import annotations

import re
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from aw_core.address import ServerAddress
from aw_core.dirs import get_data_dir

__all__ = ["is_being_told", "is_same_server", "server_name", "untold_path"]

_KEEPER = "aw-manager"

_FRESH_SECONDS = 20.0
"""A manager that is there touches the file all the time: one that is older nobody tells the server of."""


def untold_path(server: str, *, testing: bool) -> Path:
    """The file; there while the server at a URL, in a mode, is to be told.

    Its folder is there only where the manager has run.
    """
    return Path(get_data_dir()) / _KEEPER / f"pause-orders-{server_name(server, testing=testing)}.json"


def is_being_told(path: Path) -> bool:
    """Whether the file is there, and somebody to tell the server; not where nobody may look."""
    with suppress(OSError):
        return abs(time.time() - path.stat().st_mtime) < _FRESH_SECONDS
    return False


def is_same_server(one: str, other: str) -> bool:
    """Whether two URLs are of the same server; this machine has several names."""
    return server_name(one) == server_name(other)


def server_name(server: str, *, testing: bool = False) -> str:
    """What stands for the server at a URL, in a mode, in the name of a file."""
    parts = urlsplit(server)
    address = ServerAddress(str(parts.hostname), int(parts.port or 0))
    name = f"{'localhost' if address.is_local else address.host}-{address.port}"
    return re.sub(r"[^\w.-]", "_", name) + ("-testing" if testing else "")
