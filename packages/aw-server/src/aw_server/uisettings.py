"""The settings that clients keep on the server: a small JSON object in a file of its own."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from filelock import FileLock

from aw_core.dirs import get_config_dir
from aw_core.files import write_private_text

__all__ = ["UISettings", "default_settings_file"]

logger = logging.getLogger(__name__)

_LOCK_SECONDS = 10.0
"""How long another process may take to write the file."""

_State = tuple[int, int, int] | None


def default_settings_file(*, testing: bool) -> Path:
    """Where the settings of this machine are kept; a file of its own in testing mode."""
    return Path(get_config_dir("aw-server")) / ("settings-testing.json" if testing else "settings.json")


class UISettings:
    """Values by name, each change on disk when its method returns; safe to use from several threads and processes.

    Servers with databases of their own share the settings of a machine, so the file is read again when another
    one has changed it. A file that holds something else than a JSON object is set aside under another name and
    reported, never overwritten.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._others = FileLock(path.with_name(f"{path.name}.lock"), timeout=_LOCK_SECONDS)
        self._values: dict[str, Any] = {}
        self._state: _State = None
        self._read_if_changed()

    def all(self) -> dict[str, Any]:
        """Every setting."""
        with self._lock:
            self._read_if_changed()
            return dict(self._values)

    def get(self, key: str) -> Any:
        """The value of a setting, None where it is not set."""
        with self._lock:
            self._read_if_changed()
            return self._values.get(key)

    def set(self, key: str, value: Any) -> None:
        """Set a setting; None removes it.

        Raises:
            OSError: the file cannot be written; the setting is as it was.
        """
        with self._changing():
            values = {**self._values, key: value}
            if value is None:
                del values[key]
            self._write(values)

    def add_missing(self, values: Mapping[str, Any]) -> list[str]:
        """Set those that are not set yet; answers their names.

        Raises:
            OSError: the file cannot be written; the settings are as they were.
        """
        with self._changing():
            missing = {
                key: value for key, value in values.items() if value is not None and key not in self._values
            }
            if missing:
                self._write({**self._values, **missing})
            return sorted(missing)

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """While the values are as the file has them, and nobody else changes it."""
        with self._lock, self._others:
            self._read_if_changed()
            yield

    def _read_if_changed(self) -> None:
        state = _state_of(self._path)
        # A file that is gone takes nothing with it: the next change writes it anew.
        if state is not None and state != self._state:
            self._values = _read(self._path)
            # What was set aside as damaged is gone from there.
            self._state = state if self._path.exists() else None

    def _write(self, values: dict[str, Any]) -> None:
        write_private_text(self._path, json.dumps(values, indent=2) + "\n")
        self._values, self._state = values, _state_of(self._path)


def _state_of(path: Path) -> _State:
    """Another one whenever the file was replaced; None where there is none."""
    try:
        stat = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return stat.st_ino, stat.st_size, stat.st_mtime_ns


def _read(path: Path) -> dict[str, Any]:
    try:
        values = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return {}
    except ValueError as error:
        return _set_aside(path, str(error))
    if not isinstance(values, dict):
        return _set_aside(path, f"expected an object, got {type(values).__name__}")
    return values


def _set_aside(path: Path, reason: str) -> dict[str, Any]:
    moment = datetime.now().astimezone().strftime("%Y-%m-%dT%H-%M-%S")
    aside = path.with_name(f"{path.name}.damaged-{moment}")
    path.rename(aside)
    logger.warning("%s is damaged (%s); it is kept as %s, and settings start empty", path, reason, aside)
    return {}
