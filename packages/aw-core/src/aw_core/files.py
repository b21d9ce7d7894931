"""Files that hold what is nobody else's business, such as keys."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

__all__ = ["write_private_text"]


def write_private_text(path: Path, text: str) -> None:
    """Write a text file, whole or not at all, that only its owner can read (mode 0600 on POSIX).

    A file that is there is replaced; a symbolic link stays, and the file it points to is replaced.

    Raises:
        OSError: the file cannot be written; what was there is unchanged.
    """
    target = Path(os.path.realpath(path))
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
