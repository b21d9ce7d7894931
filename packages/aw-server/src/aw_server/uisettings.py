"""The settings that clients keep on the server: a small JSON object in a file of its own."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from filelock import FileLock

from aw_core.dirs import get_config_dir
from aw_core.errors import ConfigError
from aw_core.files import write_private_text

__all__ = ["UISettings", "default_settings_file"]

logger = logging.getLogger(__name__)

_LOCK_SECONDS = 10.0
"""How long another process may take to write the file."""

_AGAIN_SECONDS = 0.1
"""How long after it was found damaged the file is read once more: an editor may be in the midst of writing it."""

_State = tuple[int, int, int] | None


def default_settings_file(*, testing: bool) -> Path:
    """Where the settings of this machine are kept; a file of its own in testing mode."""
    return Path(get_config_dir("aw-server")) / ("settings-testing.json" if testing else "settings.json")


class _Damage(NamedTuple):
    """What was found wrong with the file, and under which name it is kept since, None if under its own."""

    text: str
    aside: Path | None


class UISettings:
    """Values by name, each change on disk when its method returns; safe to use from several threads and processes.

    Servers with databases of their own share the settings of a machine, so the file is read again when another
    one has changed it. A file that holds something else than a JSON object is set aside under another name, never
    overwritten, and reported; the settings stay as they were last known, which a second file remembers.

    Args:
        path: the file.
        vital: names of settings that must not be lost unnoticed.

    Raises:
        ConfigError: the file is damaged, and nothing is known of the vital settings it may have had.
        OSError: it cannot be read.
    """

    def __init__(self, path: Path, vital: Sequence[str] = ()) -> None:
        self._path = path
        self._last = path.with_name(f"{path.name}.last")
        self._vital = vital
        self._lock = threading.Lock()
        self._others = FileLock(path.with_name(f"{path.name}.lock"), timeout=_LOCK_SECONDS)
        self._values: dict[str, Any] | None = None
        self._state: _State = None
        self._damage: _Damage | None = None
        self._read_if_changed()

    @property
    def problem(self) -> str:
        """What is wrong with the file, empty if nothing is; of one that was set aside it is told until it is deleted."""
        with self._lock:
            damage = self._damage
        return "" if damage is None or not (damage.aside or self._path).exists() else damage.text

    def all(self) -> dict[str, Any]:
        """Every setting."""
        with self._lock:
            return dict(self._read_if_changed())

    def get(self, key: str) -> Any:
        """The value of a setting, None where it is not set."""
        with self._lock:
            return self._read_if_changed().get(key)

    def set(self, key: str, value: Any) -> None:
        """Set a setting; None removes it.

        Raises:
            OSError: the file cannot be written; the setting is as it was.
        """
        with self._changing() as before:
            values = {**before, key: value}
            if value is None:
                del values[key]
            self._write(values)

    def add_missing(self, values: Mapping[str, Any]) -> list[str]:
        """Set those that are not set yet; answers their names.

        Raises:
            OSError: the file cannot be written; the settings are as they were.
        """
        with self._changing() as before:
            missing = {key: value for key, value in values.items() if value is not None and key not in before}
            if missing:
                self._write({**before, **missing})
            return sorted(missing)

    @contextmanager
    def _changing(self) -> Iterator[dict[str, Any]]:
        """The values as the file has them, while nobody else changes it."""
        with self._lock, self._others:
            yield self._read_if_changed()

    def _read_if_changed(self) -> dict[str, Any]:
        """The values."""
        state = _state_of(self._path)
        # A file that is gone takes nothing with it: the next change writes it anew.
        if state is not None and state != self._state:
            try:
                self._take(_read(self._path), state)
            except FileNotFoundError:  # it went meanwhile
                pass
            except ValueError:
                self._mend()
            except OSError as error:
                self._do_without(error)
        if self._values is None:
            self._values = {}
        return self._values

    def _mend(self) -> None:
        """Read the file, which is damaged, once more, and set it aside if it still is."""
        time.sleep(_AGAIN_SECONDS)
        try:
            with self._others:
                state = _state_of(self._path)
                try:
                    self._take(_read(self._path), state)
                except ValueError as error:
                    self._set_aside(str(error))
        except FileNotFoundError:  # another server has set it aside
            self._values = self._known() or {}
        except OSError as error:
            self._do_without(error)
            # To try that again is of no use before somebody has changed it.
            self._state = _state_of(self._path)

    def _set_aside(self, reason: str) -> None:
        known = self._known()
        if known is None:
            self._refuse_to_lose(reason)
        moment = datetime.now().astimezone().strftime("%Y-%m-%dT%H-%M-%S")
        aside = self._path.with_name(f"{self._path.name}.damaged-{moment}")
        self._path.rename(aside)
        now = "settings are as they were before" if known else "settings start empty"
        self._tell(f"{self._path} was damaged ({reason}); it is kept as {aside}, and {now}", aside)
        self._values, self._state = known or {}, None
        if known:
            with suppress(OSError):  # the next change writes it
                self._write(known)

    def _known(self) -> dict[str, Any] | None:
        """The settings as they were last known; None if they never were."""
        if self._values is not None:
            return self._values
        try:
            return _read(self._last)
        except (OSError, ValueError):
            return None

    def _refuse_to_lose(self, reason: str) -> None:
        # Nobody can tell from what is left: a file that was emptied may have had them, too.
        if self._vital:
            names = ", ".join(f"`{name}`" for name in self._vital)
            raise ConfigError(
                f"{self._path} is damaged ({reason}), and it is not known which {names} it had: nothing is recorded"
                " without them. Mend the file, or delete it to begin without settings"
            )

    def _do_without(self, error: OSError) -> None:
        """Go on with what is known while the file cannot be read."""
        if self._values is None:
            raise error
        self._tell(f"{self._path} cannot be read ({error}); settings are as they were before", None)

    def _tell(self, text: str, aside: Path | None) -> None:
        if self._damage is None or self._damage.text != text:
            logger.warning(text)
        self._damage = _Damage(text, aside)

    def _take(self, values: dict[str, Any], state: _State) -> None:
        self._values, self._state = values, state
        if self._damage is not None and self._damage.aside is None:
            self._damage = None
        self._remember(values)

    def _write(self, values: dict[str, Any]) -> None:
        write_private_text(self._path, _as_text(values))
        self._values, self._state = values, _state_of(self._path)
        self._remember(values)

    def _remember(self, values: dict[str, Any]) -> None:
        text = _as_text(values)
        try:
            if not self._last.exists() or self._last.read_text(encoding="utf-8") != text:
                write_private_text(self._last, text)
        except (OSError, UnicodeDecodeError) as error:
            logger.warning("the settings cannot be remembered in %s: %s", self._last, error)


def _as_text(values: dict[str, Any]) -> str:
    return json.dumps(values, indent=2) + "\n"


def _state_of(path: Path) -> _State:
    """Another one whenever the file was replaced; None where there is none."""
    try:
        stat = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return stat.st_ino, stat.st_size, stat.st_mtime_ns


def _read(path: Path) -> dict[str, Any]:
    """The values in a file.

    Raises:
        ValueError: it has something else in it.
        OSError: it cannot be read.
    """
    try:
        values = json.loads(path.read_text(encoding="utf-8-sig"))
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    if not isinstance(values, dict):
        raise ValueError(f"expected an object, got {type(values).__name__}")  # noqa: TRY004 - as of all damage
    return values
