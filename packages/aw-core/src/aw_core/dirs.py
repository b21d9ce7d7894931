"""Where the tracker keeps things: one folder per kind (data, cache, config, log) and module.

All of them live under the name `activitywatch`, where existing watchers, scripts and backups expect them.
On Linux the XDG variables are respected.
"""

from __future__ import annotations

import platform
from pathlib import Path

import platformdirs

__all__ = ["ensure_path_exists", "get_cache_dir", "get_config_dir", "get_data_dir", "get_log_dir"]

_APP = "activitywatch"


_OWNER_ONLY = 0o700


def ensure_path_exists(path: str) -> None:
    """Create a folder and its parents unless it is there; one that is created only its owner can enter."""
    folder = Path(path)
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=_OWNER_ONLY, exist_ok=True)


def _module_dir(base: str, module_name: str | None) -> str:
    path = str(Path(base, module_name or ""))
    ensure_path_exists(path)
    return path


def get_data_dir(module_name: str | None = None) -> str:
    """The folder for what must not be lost, such as the database; created if missing."""
    return _module_dir(platformdirs.user_data_dir(_APP), module_name)


def get_cache_dir(module_name: str | None = None) -> str:
    """The folder for what can be made again; created if missing."""
    return _module_dir(platformdirs.user_cache_dir(_APP), module_name)


def get_config_dir(module_name: str | None = None) -> str:
    """The folder for configuration files; created if missing."""
    return _module_dir(platformdirs.user_config_dir(_APP), module_name)


def get_log_dir(module_name: str | None = None) -> str:
    """The folder for log files; created if missing. On Linux it is below the cache folder."""
    return _module_dir(_log_base(), module_name)


def _log_base() -> str:
    if platform.system() == "Linux":
        return str(Path(platformdirs.user_cache_dir(_APP), "log"))
    return platformdirs.user_log_dir(_APP)
