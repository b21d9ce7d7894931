"""The focused window of KDE Plasma (5 and 6), told by a script of ours that runs inside KWin.

KWin tells of windows to nobody but its own scripts. Ours calls us back over the session bus when another window
becomes active, or the active one changes its title, so nothing is polled.
"""

from __future__ import annotations

import logging
import tempfile
import time
from contextlib import suppress
from importlib.resources import files
from pathlib import Path

from aw_client.desktop.bus import Peer
from aw_client.errors import DesktopError, NoAnswerError
from aw_watcher_window.backends.over_bus import NotYetError, OverBus
from aw_watcher_window.errors import DisplayLostError
from aw_watcher_window.focus import Focus

__all__ = ["KWin"]

logger = logging.getLogger(__name__)

_SCRIPTING = Peer("org.kde.KWin", "/Scripting", "org.kde.kwin.Scripting")
_SCRIPT_PATHS = ("/Scripting/Script{}", "/{}")  # Plasma 6, Plasma 5

ASK_EVERY = 30.0
"""Seconds between two questions whether KWin still has the script; without it nothing tells of windows any more."""


class KWin(OverBus):
    """The backend for Wayland sessions of KDE Plasma."""

    name = "a script in KWin"
    desktop = "org.kde.KWin"
    session = "KDE"

    def focused(self) -> Focus:
        """The window that was told of last, by a script that KWin still has."""
        if time.monotonic() >= self._asked + ASK_EVERY:
            self._make_sure()
        return super().focused()

    def close(self) -> None:
        """Take the script out of KWin and close the connection."""
        with suppress(DesktopError):
            self._bus.call(_SCRIPTING, "unloadScript", "s", self._script)
        super().close()

    @property
    def _script(self) -> str:
        """What KWin is to call the script, as it does itself; each watcher has one, and may be killed without a word."""
        return f"aw-watcher-window{self._bus.unique_name}"

    def _begin(self) -> None:
        """Have KWin run the script; it has read the file when it answers, and then the file can go."""
        self._asked = time.monotonic()
        script = files("aw_watcher_window").joinpath("scripts", "kwin.js").read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory(prefix="aw-watcher-window-") as folder:
            path = Path(folder, "script.js")
            path.write_text(script.replace("OWNER", self._bus.unique_name), encoding="utf-8")
            self._run(self._load(path))

    def _make_sure(self) -> None:
        """Ask whether KWin still has the script, and hand it over again if not."""
        self._asked = time.monotonic()
        try:
            if not self._is_loaded():
                logger.warning("KWin has dropped the script that tells of windows; it gets it again")
                with self._patience():
                    self._begin()
        except NoAnswerError:
            return  # a desktop that is stuck for a while is still there
        except DesktopError as error:
            raise DisplayLostError(f"KWin lost the script that tells of windows: {error}") from error

    def _is_loaded(self) -> bool:
        return self._bus.call(_SCRIPTING, "isScriptLoaded", "s", self._script) == (True,)

    def _load(self, path: Path) -> int:
        try:
            (number,) = self._bus.call(_SCRIPTING, "loadScript", "ss", str(path), self._script)
        except DesktopError as error:
            raise NotYetError(f"KWin takes no scripts: {error}") from error
        return int(number)

    def _run(self, number: int) -> None:
        refusals = []
        for path in _SCRIPT_PATHS:
            try:
                self._bus.call(Peer(self.desktop, path.format(number), "org.kde.kwin.Script"), "run")
            except DesktopError as error:
                refusals.append(str(error))
            else:
                return
        raise DesktopError(f"KWin does not run the script: {'; '.join(refusals)}")
