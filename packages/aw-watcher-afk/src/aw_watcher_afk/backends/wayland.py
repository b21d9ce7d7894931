"""Idle time as the Wayland compositor knows it, by the events it sends when input pauses and when it comes again."""

from __future__ import annotations

from collections.abc import Mapping

from aw_client.desktop.wayland import Interface
from aw_client.desktop.wayland import Wayland as Connection
from aw_client.errors import DesktopError, WatcherUnavailableError
from aw_watcher_afk.backends.pauses import Pauses
from aw_watcher_afk.errors import InputLostError

__all__ = ["Wayland"]

SEAT = Interface("wl_seat")
EXT_NOTIFIER = Interface(
    "ext_idle_notifier_v1",
    version=2,
    requests={"get_idle_notification": (1, "nuo"), "get_input_idle_notification": (2, "nuo")},
)
EXT_NOTIFICATION = Interface("ext_idle_notification_v1", events=[("idled", ""), ("resumed", "")])
KDE_IDLE = Interface("org_kde_kwin_idle", requests={"get_idle_timeout": (0, "nou")})
KDE_TIMEOUT = Interface("org_kde_kwin_idle_timeout", events=[("idle", ""), ("resumed", "")])

_INPUT_ONLY = 2
"""The version of `EXT_NOTIFIER` from which it can be asked for input alone, whatever video is playing."""


class Wayland:
    """The backend for compositors that offer ext-idle-notify, or KDE's older protocol for the same.

    Raises:
        WatcherUnavailableError: there is no Wayland compositor, or it offers neither.
    """

    name = "the Wayland compositor's idle notification"

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._pauses = Pauses()
        try:
            self._connection = Connection(environ)
        except DesktopError as error:
            raise WatcherUnavailableError(str(error)) from error
        try:
            self._begin(self._connection)
        except DesktopError as error:
            self.close()
            raise WatcherUnavailableError(str(error)) from error
        self.files = (self._connection,)

    def idle(self) -> float:
        """Seconds since the last input; 0 while the last one is less than a second ago."""
        try:
            self._connection.dispatch()
        except DesktopError as error:
            raise InputLostError(str(error)) from error
        return self._pauses.idle()

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _begin(self, connection: Connection) -> None:
        if not connection.offers(SEAT):
            raise DesktopError("this Wayland compositor has no seat, so there is no input to notice")
        seat = connection.bind(SEAT)
        if connection.offers(EXT_NOTIFIER):
            self._ask_ext(connection, seat)
        elif connection.offers(KDE_IDLE):
            self._ask_kde(connection, seat)
        else:
            raise DesktopError(
                f"this Wayland compositor offers neither {EXT_NOTIFIER.name} nor {KDE_IDLE.name}"
            )
        connection.roundtrip()

    def _ask_ext(self, connection: Connection, seat: int) -> None:
        notifier = connection.bind(EXT_NOTIFIER)
        handlers = {"idled": self._pauses.begin, "resumed": self._pauses.end}
        notification = connection.new(EXT_NOTIFICATION, handlers)
        input_only = connection.offers(EXT_NOTIFIER) >= _INPUT_ONLY
        request = "get_input_idle_notification" if input_only else "get_idle_notification"
        connection.request(notifier, request, notification, Pauses.MILLISECONDS, seat)

    def _ask_kde(self, connection: Connection, seat: int) -> None:
        idle = connection.bind(KDE_IDLE)
        timeout = connection.new(KDE_TIMEOUT, {"idle": self._pauses.begin, "resumed": self._pauses.end})
        connection.request(idle, "get_idle_timeout", timeout, seat, Pauses.MILLISECONDS)
