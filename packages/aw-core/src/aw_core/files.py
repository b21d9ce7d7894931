"""Files that hold what is nobody else's business, such as keys."""

from __future__ import annotations

import os
import tempfile
from io import TextIOWrapper
from pathlib import Path
from typing import cast

__all__ = ["open_private", "write_private_text"]


def open_private(
    path: str | Path, mode: str, *, encoding: str | None = None, errors: str | None = None
) -> TextIOWrapper:
    """Open a text file as `open` does; if that creates it, only its owner can read it (0600 on POSIX)."""

    def create(name: str, flags: int) -> int:
        return os.open(name, flags, 0o600)

    opened = open(path, mode, encoding=encoding, errors=errors, opener=create)  # noqa: SIM115 - Path.open takes no opener; the caller closes it
    return cast("TextIOWrapper", opened)


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
