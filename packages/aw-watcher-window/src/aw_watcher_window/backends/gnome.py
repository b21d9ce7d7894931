"""The focused window of GNOME, told by an extension of ours that runs inside GNOME Shell.

GNOME tells of windows to nobody but its extensions; `aw_watcher_window.gnome_extension` puts ours in place. It
signals over the session bus when the focus or the title of the focused window changes, so nothing is polled.
"""

from __future__ import annotations

import time
from typing import Any

from aw_client.desktop.bus import Incoming, Peer
from aw_client.errors import DesktopError, NoAnswerError
from aw_watcher_window.backends.over_bus import INTERFACE, PAUSE, NotYetError, OverBus
from aw_watcher_window.errors import DisplayLostError
from aw_watcher_window.focus import Focus
from aw_watcher_window.gnome_extension import ALLOW, ENABLE, UUID, is_installed

__all__ = ["Gnome"]

_SHELL = "org.gnome.Shell"
_EXTENSION = Peer(_SHELL, "/net/activitywatch/Window", INTERFACE)
_LOCK = Peer(_SHELL, "/org/gnome/ScreenSaver", "org.gnome.ScreenSaver")
_EXTENSIONS = Peer(_SHELL, "/org/gnome/Shell", "org.gnome.Shell.Extensions")

_INSTALL = "run `aw-watcher-window install-gnome-extension`, log out and log in again"
_ADVICE = {
    1: "it does not answer; log out and log in again",
    2: f"it is switched off; run `{ENABLE}`",
    3: f"it failed; {_INSTALL}",
    4: f"it is for another version of GNOME; {_INSTALL}",
    6: f"it is switched off; run `{ENABLE}`",
}
"""What to do in each state in which the extension can be without answering."""

_NONE_ALLOWED = f"all extensions of users are switched off; run `{ALLOW}`"

_UNKNOWN = 0
_FINAL = (2, 3, 4)
"""Switched off, failed, out of date: that does not change by waiting."""

_OFF = (2, 6)
"""Switched off; GNOME Shell says so too of an extension that is on when it runs none of users."""

_RETURNS = 2.0
"""Seconds in which an extension comes back that GNOME Shell takes away only to put it behind another one."""


class Gnome(OverBus):
    """The backend for Wayland sessions of GNOME.

    While the screen is locked, GNOME Shell takes extensions away: then no window has the focus.
    """

    name = "an extension of GNOME Shell"
    desktop = _SHELL
    session = "GNOME"

    _in_doubt = False
    """Whether the extension may have been taken away since it was last asked."""

    def focused(self) -> Focus:
        """The window that was told of last, by an extension that is there still as far as GNOME Shell answers."""
        focus = super().focused()
        while self._in_doubt and self._make_sure():
            focus = super().focused()
        return focus

    def _begin(self) -> None:
        self._bus.subscribe(_EXTENSION, "Changed")
        self._bus.subscribe(_LOCK, "ActiveChanged")
        try:
            self._ask()
        except NoAnswerError:
            raise
        except DesktopError as error:
            if not self._is_locked():
                raise self._refusal() from error

    def _take(self, message: Incoming) -> None:
        super()._take(message)
        if (message.sender, message.member) == (self._owner, "ActiveChanged"):
            self._in_doubt = True

    def _told(self, window: Any, app: Any, title: Any) -> None:
        super()._told(window, app, title)
        if not window:
            self._in_doubt = True

    def _ask(self) -> None:
        super()._told(*self._bus.call(_EXTENSION, "Get"))

    def _make_sure(self) -> bool:
        """Have the extension tell: one that is taken away tells of no window, and of nothing after that.

        Whether there was an answer; a shell that is stuck for a while is still there, and is asked again by the next look.
        """
        try:
            self._ask_patiently()
        except NoAnswerError:
            return False
        self._in_doubt = False
        return True

    def _ask_patiently(self) -> None:
        """Ask until the extension answers, or the screen is locked."""
        end = time.monotonic() + _RETURNS
        while True:
            try:
                return self._ask()
            except NoAnswerError:
                raise
            except DesktopError as error:
                if self._is_locked():
                    return super()._told("", "", "")
                if time.monotonic() > end:
                    raise DisplayLostError(str(self._refusal())) from error
            time.sleep(PAUSE)

    def _is_locked(self) -> bool:
        """Whether GNOME Shell says so; one that cannot lock the screen says nothing."""
        try:
            return self._bus.call(_LOCK, "GetActive") == (True,)
        except NoAnswerError:
            raise
        except DesktopError:
            return False

    def _refusal(self) -> DesktopError:
        """What to do, by the state the extension is in; one that is there, or nothing, may still be loaded."""
        state = self._state()
        needs = "GNOME Shell needs an extension to tell of windows"
        if state in _OFF and not self._are_allowed():
            return DesktopError(f"{needs}: {_NONE_ALLOWED}")
        said = f"{needs}: {_ADVICE.get(state, _INSTALL)}"
        if state in _FINAL or (state == _UNKNOWN and not is_installed(self._environ)):
            return DesktopError(said)
        return NotYetError(said)

    def _state(self) -> int:
        try:
            (info,) = self._bus.call(_EXTENSIONS, "GetExtensionInfo", "s", UUID)
        except DesktopError:
            return _UNKNOWN
        _, state = info.get("state", ("d", _UNKNOWN))
        return int(state)

    def _are_allowed(self) -> bool:
        """Whether GNOME Shell runs extensions of users at all; one that does not say so is believed to."""
        try:
            return self._bus.property(_EXTENSIONS, "UserExtensionsEnabled") is not False
        except DesktopError:
            return True
