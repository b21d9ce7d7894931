"""Input as the X server records it, through the RECORD extension.

Of each event only the first bytes are read: its kind, and of a button which one, since wheels are buttons there. The byte
that says which key is never looked at. While a key is held, the server repeats its press and not its release,
so releases are counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from struct import Struct
from typing import Any

from Xlib import X
from Xlib.display import Display
from Xlib.error import ConnectionClosedError, DisplayError, XauthError
from Xlib.ext import record

from aw_client.desktop.session import x_display_with_all_input
from aw_client.errors import WatcherUnavailableError
from aw_client.watcher import Readable
from aw_watcher_input.counts import Counter, Pointer
from aw_watcher_input.errors import InputLostError

__all__ = ["X11"]

_EVENT_BYTES = 32
_KIND = Struct("=B")
_BUTTON = Struct("=xB")
_PLACE = Struct("=20xhh")

_SCROLLS = {4: (0, 1), 5: (0, 1), 6: (1, 0), 7: (1, 0)}
"""The buttons that are a notch of a wheel, and in which direction."""

_INPUT_ONLY = {
    "core_requests": (0, 0),
    "core_replies": (0, 0),
    "ext_requests": (0, 0, 0, 0),
    "ext_replies": (0, 0, 0, 0),
    "delivered_events": (0, 0),
    "device_events": (X.KeyRelease, X.MotionNotify),
    "errors": (0, 0),
    "client_started": False,
    "client_died": False,
}


class X11:
    """The backend for X11 sessions.

    Raises:
        WatcherUnavailableError: there is no X display of the session, it refuses us, or it lacks the extension.
    """

    name = "the X server's RECORD extension"
    rest = 0.25

    def __init__(self, environ: Mapping[str, str]) -> None:
        name = x_display_with_all_input(environ)
        self.counter = Counter()
        self._pointer = Pointer(self.counter)
        # A connection that records answers nothing else, so what is asked goes over another one.
        self._asking, self._recording = _open(name), _open(name)
        try:
            self._begin()
        except BaseException:
            self.close()
            raise

    @property
    def files(self) -> Sequence[Readable]:
        """The connection over which the X server tells."""
        return (self._recording,)

    def note(self) -> None:
        """Count what the X server has told."""
        with _connection():
            self._recording.pending_events()

    def close(self) -> None:
        """Close the connections, if the server has not."""
        for display in (self._recording, self._asking):
            with suppress(ConnectionClosedError):
                display.close()

    def _begin(self) -> None:
        if not self._asking.has_extension(record.extname):
            raise WatcherUnavailableError(f"the X server has no {record.extname} extension")
        place = self._asking.screen().root.query_pointer()
        self._pointer.at(place.root_x, place.root_y)
        context = self._asking.record_create_context(0, [record.AllClients], [_INPUT_ONLY])
        self._asking.sync()
        record.EnableContext(
            self._told,
            self._recording.display,
            True,  # do not wait for its end
            opcode=self._recording.display.get_extension_major(record.extname),
            context=context,
        )
        self._recording.flush()

    def _told(self, reply: Any) -> None:
        """One answer of many: events, one after the other."""
        if reply.category != record.FromServer:
            return
        for start in range(0, len(reply.data) - _EVENT_BYTES + 1, _EVENT_BYTES):
            self._count(reply.data, start)

    def _count(self, events: bytes, start: int) -> None:
        (kind,) = _KIND.unpack_from(events, start)
        if kind == X.KeyRelease:
            self.counter.press()
        elif kind == X.MotionNotify:
            self._pointer.at(*_PLACE.unpack_from(events, start))
        elif kind == X.ButtonPress:
            (button,) = _BUTTON.unpack_from(events, start)
            if button in _SCROLLS:
                self.counter.scroll(*_SCROLLS[button])
            else:
                self.counter.click()


def _open(name: str) -> Display:
    try:
        return Display(name)
    except (DisplayError, XauthError, ConnectionClosedError, OSError) as error:
        raise WatcherUnavailableError(f"no X display: DISPLAY is {name!r}, but: {error}") from error


@contextmanager
def _connection() -> Iterator[None]:
    """An end of the connection is an error of ours."""
    try:
        yield
    except ConnectionClosedError as error:
        raise InputLostError(f"the X display is gone: {error}") from error
