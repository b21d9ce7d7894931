"""The version of an installed package, told by the name of its folder: `importlib.metadata` would take 4 MB of memory."""

from __future__ import annotations

import sys
from pathlib import Path

__all__ = ["installed_version"]


def installed_version(name: str) -> str:
    """The version of a package such as `aw-watcher-window`; empty if it was not installed as one."""
    prefix = f"{name.replace('-', '_')}-"
    for folder in sys.path:
        for found in Path(folder).glob(f"{prefix}*.dist-info"):
            return found.name.removeprefix(prefix).removesuffix(".dist-info")
    return ""
