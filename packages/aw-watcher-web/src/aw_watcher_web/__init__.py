"""The browser extension, as files to load, and as packages for the browsers' stores."""

from __future__ import annotations

from aw_watcher_web.files import extension_dir
from aw_watcher_web.packing import TARGETS, pack

__all__ = ["TARGETS", "extension_dir", "pack"]
