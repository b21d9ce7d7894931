"""The focused window of KDE Plasma (5 and 6), told by a script of ours that runs inside KWin.

KWin tells of windows to nobody but its own scripts. Ours calls us back over the session bus when another window
becomes active, or the active one changes its title, so nothing is polled.
"""

from __future__ import annotations

import tempfile
from contextlib import suppress
from importlib.resources import files
from pathlib import Path

from aw_client.desktop.bus import Peer
from aw_client.errors import DesktopError
from aw_watcher_window.backends.over_bus import NotYetError, OverBus

__all__ = ["KWin"]

_SCRIPTING = Peer("org.kde.KWin", "/Scripting", "org.kde.kwin.Scripting")
_SCRIPT_PATHS = ("/Scripting/Script{}", "/{}")  # Plasma 6, Plasma 5


class KWin(OverBus):
    """The backend for Wayland sessions of KDE Plasma."""

    name = "a script in KWin"
    desktop = "org.kde.KWin"
    session = "KDE"

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
        script = files("aw_watcher_window").joinpath("scripts", "kwin.js").read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory(prefix="aw-watcher-window-") as folder:
            path = Path(folder, "script.js")
            path.write_text(script.replace("OWNER", self._bus.unique_name), encoding="utf-8")
            self._run(self._load(path))

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
