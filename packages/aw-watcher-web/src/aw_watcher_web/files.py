"""Where the built extension is."""

from __future__ import annotations

from pathlib import Path

__all__ = ["extension_dir"]


def extension_dir() -> Path:
    """The folder with `manifest.json` and all that it names, as browsers load it."""
    return Path(__file__).parent / "extension"
