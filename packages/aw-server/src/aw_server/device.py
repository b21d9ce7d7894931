"""The id of this machine: a UUID in a file, made on first use."""

from __future__ import annotations

import uuid
from pathlib import Path

from aw_core.files import write_private_text

__all__ = ["load_device_id"]


def load_device_id(path: Path, older: Path | None = None) -> str:
    """The id in the file; one is written where there is none.

    Args:
        path: the file.
        older: where an older server kept the id of this machine, which is taken over.

    Raises:
        OSError: the file can be neither read nor written.
    """
    kept = _read(path)
    if kept:
        return kept
    device_id = (_read(older) if older else "") or str(uuid.uuid4())
    write_private_text(path, device_id)
    return device_id


def _read(path: Path) -> str:
    """What the file holds; empty where there is none."""
    try:
        return path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""
