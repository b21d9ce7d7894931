"""What this package is: title, license and version."""

from __future__ import annotations

from importlib.metadata import version

__all__ = ["__license__", "__title__", "__version__"]

__title__ = "aw-core"
__license__ = "MPL-2.0"
__version__: str


def __getattr__(name: str) -> str:
    # The installed metadata is the one place with the version; it is read when asked for, not at import.
    if name == "__version__":
        return version(__title__)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
