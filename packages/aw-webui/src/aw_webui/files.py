"""Where the built files are."""

from __future__ import annotations

from pathlib import Path

__all__ = ["static_dir"]


def static_dir() -> str:
    """The folder with `index.html` and all that it needs."""
    return str(Path(__file__).parent / "static")
