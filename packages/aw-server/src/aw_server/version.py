"""Which version of the server this is."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version

__all__ = ["server_version"]


@cache
def server_version() -> str:
    """The installed version, such as `0.5.100`."""
    return version("aw-server")
