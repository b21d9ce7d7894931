"""A home folder of a test's own, so that no test sees or touches the user's data."""

from __future__ import annotations

import os
from pathlib import Path

KEPT = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "VIRTUAL_ENV", "COVERAGE_PROCESS_START")


def environment(home: Path, **variables: str) -> dict[str, str]:
    """The environment of a process whose every folder lies below `home`, without the caller's settings."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    folders = {
        "HOME": home,
        "USERPROFILE": home,
        "LOCALAPPDATA": home / "AppData" / "Local",
        "XDG_DATA_HOME": home / ".local" / "share",
        "XDG_CACHE_HOME": home / ".cache",
        "XDG_CONFIG_HOME": home / ".config",
        "XDG_STATE_HOME": home / ".local" / "state",
        "XDG_RUNTIME_DIR": home / "run",
    }
    (home / "run").mkdir(parents=True, exist_ok=True, mode=0o700)
    return kept | {name: str(path) for name, path in folders.items()} | variables
