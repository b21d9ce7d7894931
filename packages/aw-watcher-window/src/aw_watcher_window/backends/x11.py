"""The focused window of an X11 desktop, by the events its window manager and applications send.

Nothing is polled: the window manager announces the focused window in a property of the root window
(`_NET_ACTIVE_WINDOW`), an application its title in one of its own, and the X server tells us when they change.
"""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from Xlib import X, Xatom
from Xlib.display import Display
from Xlib.error import BadWindow, ConnectionClosedError, DisplayError, XauthError

from aw_client.desktop.session import x_display_name
from aw_client.errors import WatcherUnavailableError
from aw_watcher_window.backends.text import MAX_TEXT
from aw_watcher_window.backends.x11_text import decode_compound_text, decode_string, decode_utf8
from aw_watcher_window.errors import DisplayLostError
from aw_watcher_window.focus import NOTHING, UNKNOWN, Focus

__all__ = ["X11"]

logger = logging.getLogger(__name__)

_MAX_ROUNDS = 10
"""How often a look starts over because something changed meanwhile, before it takes what it has."""


class X11:
    """The backend for X11 desktops whose window manager follows EWMH, as all that are in use do.

    Raises:
        WatcherUnavailableError: there is no X display, or it refuses us.
    """

    name = "X11"

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._display = _open(environ)
        self._display.set_error_handler(_ignore)
        self._root = self._display.screen().root
        self._watched: Any = None
        with _connection():
            self._active, self._utf8_title, self._utf8, self._compound, self._pid = (
                self._display.get_atom(name)
                for name in (
                    "_NET_ACTIVE_WINDOW",
                    "_NET_WM_NAME",
                    "UTF8_STRING",
                    "COMPOUND_TEXT",
                    "_NET_WM_PID",
                )
            )
            self._root.change_attributes(event_mask=X.PropertyChangeMask)
            self._focus = self._look()
            if not self._root.get_property(self._active, X.AnyPropertyType, 0, 0):
                logger.warning("no window manager announces the focused window yet (_NET_ACTIVE_WINDOW)")

    def fileno(self) -> int:
        """The connection to the X server."""
        with _connection():
            return int(self._display.fileno())

    def focused(self) -> Focus:
        """The focused window; looks only when the X server told of a change.

        Returns with no event waiting inside the library, where the descriptor would not show it.
        """
        with _connection():
            for _ in range(_MAX_ROUNDS):
                if not self._changed():
                    break
                self._focus = self._look()
        return self._focus

    def close(self) -> None:
        """Close the connection, if the server has not."""
        with suppress(ConnectionClosedError):
            self._display.close()

    def _changed(self) -> bool:
        """Take all waiting events; whether one of them may change the focus."""
        events = [self._display.next_event() for _ in range(self._display.pending_events())]
        return any(map(self._matters, events))

    def _matters(self, event: Any) -> bool:
        if event.type == X.PropertyNotify:
            return event.atom in {self._active, self._utf8_title, Xatom.WM_NAME, Xatom.WM_CLASS}
        return event.type in {X.MapNotify, X.UnmapNotify, X.DestroyNotify}

    def _look(self) -> Focus:
        window = self._active_window()
        self._watch(window)
        if window is None:
            return NOTHING
        try:
            if window.get_attributes().map_state == X.IsUnmapped:
                return NOTHING  # openbox goes on naming the last window when that is closed or hidden
            return Focus(window.id, self._app(window), self._title(window))
        except BadWindow:  # it closed meanwhile
            return NOTHING

    def _active_window(self) -> Any:
        active = self._root.get_property(self._active, Xatom.WINDOW, 0, 1)
        # Some window managers name the root when nothing has the focus. Watching that one would end what it tells.
        if active is None or not active.value or active.value[0] in {X.NONE, self._root.id}:
            return None
        return self._display.create_resource_object("window", active.value[0])

    def _watch(self, window: Any) -> None:
        """Be told when this window goes or changes its properties, and no longer when the last one does.

        Asks anew even for the same number: a closed window's may be another's by now.
        """
        if self._watched is not None and self._watched != window:
            self._watched.change_attributes(event_mask=X.NoEventMask)
        if window is not None:
            window.change_attributes(event_mask=X.PropertyChangeMask | X.StructureNotifyMask)
        self._watched = window

    def _title(self, window: Any) -> str:
        return self._text(window, self._utf8_title) or self._text(window, Xatom.WM_NAME)

    def _app(self, window: Any) -> str:
        """The application's class, else its instance name, else its process, as far as the window says."""
        instance, _, rest = self._text(window, Xatom.WM_CLASS).partition("\0")
        return rest.partition("\0")[0] or instance or self._process(window) or UNKNOWN

    def _process(self, window: Any) -> str:
        pid = window.get_property(self._pid, Xatom.CARDINAL, 0, 1)
        machine = self._text(window, Xatom.WM_CLIENT_MACHINE)
        if pid is None or not pid.value or machine not in ("", socket.gethostname()):
            return ""
        try:
            return decode_utf8(Path(f"/proc/{pid.value[0]}/comm").read_bytes()).rstrip("\n")
        except OSError:
            return ""

    def _text(self, window: Any, atom: int) -> str:
        """A text property without its closing NULs, empty if the window has none; cut after `MAX_TEXT` bytes."""
        found = window.get_property(atom, X.AnyPropertyType, 0, MAX_TEXT // 4)
        if found is None or found.format != 8:  # noqa: PLR2004 - bits: text is bytes
            return ""
        decode = {self._utf8: decode_utf8, self._compound: decode_compound_text}
        text = decode.get(found.property_type, decode_string)(found.value).rstrip("\0")
        return text.rstrip("\ufffd") if found.bytes_after else text


def _open(environ: Mapping[str, str]) -> Display:
    """The display of this session."""
    name = x_display_name(environ)
    try:
        return Display(name)
    except (DisplayError, XauthError, ConnectionClosedError, OSError) as error:
        raise WatcherUnavailableError(
            f"no X display: DISPLAY is {name!r}, but: {error}; start the watcher from a graphical session"
        ) from error


def _ignore(error: Exception, _request: object) -> None:
    """Takes errors of requests without an answer: a window closed before it could be watched."""
    logger.debug("X error: %s", error)


@contextmanager
def _connection() -> Iterator[None]:
    try:
        yield
    except ConnectionClosedError as error:
        raise DisplayLostError(f"the X display is gone: {error}") from error
