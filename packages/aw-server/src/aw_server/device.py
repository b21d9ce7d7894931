"""The id of this machine: a UUID in a file, made on first use."""

from __future__ import annotations

import uuid
from pathlib import Path

from aw_core.files import write_private_text

__all__ = ["load_device_id"]


def load_device_id(path: Path) -> str:
    """The id in the file; a new one is written where there is none.

    Raises:
        OSError: the file can be neither read nor written.
    """
    if path.exists():
        kept = path.read_text(encoding="utf-8").strip()
        if kept:
            return kept
    device_id = str(uuid.uuid4())
    write_private_text(path, device_id)
    return device_id
