"""What the compositors at hand do not do: newer and older protocols, two seats, and compositors that lack or stop things."""

from __future__ import annotations

import select
import struct
from contextlib import closing

import pytest
from compositor import Compositor, compositor

from aw_client.desktop.wire import decode
from aw_client.errors import WatcherUnavailableError
from aw_watcher_afk.backends.wayland import Wayland
from aw_watcher_afk.errors import InputLostError
from aw_watcher_window.backends.wlroots import Wlroots
from aw_watcher_window.errors import DisplayLostError
from aw_watcher_window.focus import NOTHING, Focus

EXT, KDE, TOPLEVELS = "ext_idle_notifier_v1", "org_kde_kwin_idle", "zwlr_foreign_toplevel_manager_v1"
FIRST, SECOND = 0xFF000000, 0xFF000001
TITLE, APP_ID, STATE, DONE, CLOSED = 0, 1, 4, 5, 6
ACTIVATED, MINIMIZED = struct.pack("=I", 2), struct.pack("=I", 1)


@pytest.mark.parametrize(
    ("offers", "opcode", "signature"),
    [
        ({"wl_seat": 7, EXT: 2, KDE: 1}, 2, "nuo"),  # asks for input alone, whatever video plays
        ({"wl_seat": 7, EXT: 1, KDE: 1}, 1, "nuo"),
        ({"wl_seat": 1, KDE: 1}, 0, "nou"),
    ],
    ids=["ext 2", "ext 1", "kde"],
)
def test_pauses_are_told_by_the_best_protocol_there_is(
    offers: dict[str, int], opcode: int, signature: str
) -> None:
    with compositor(offers) as (environ, there), closing(Wayland(environ)) as backend:
        served = there()
        ((_, asked, body),) = served.requests
        assert asked == opcode
        arguments = decode(signature, body)
        assert {1000, served.bound["wl_seat"]} <= set(arguments)
        notification = arguments[0]
        assert isinstance(notification, int)
        assert backend.idle() == 0
        served.send(notification, 0)
        select.select(backend.files, [], [], 10)
        assert 1 <= backend.idle() < 5
        served.send(notification, 1)
        select.select(backend.files, [], [], 10)
        assert backend.idle() == 0


@pytest.mark.parametrize(("offers", "missing"), [({EXT: 1}, "seat"), ({"wl_seat": 7}, KDE)])
def test_a_compositor_without_what_the_afk_watcher_needs_is_refused(
    offers: dict[str, int], missing: str
) -> None:
    with compositor(offers) as (environ, _), pytest.raises(WatcherUnavailableError, match=missing):
        Wayland(environ)


def test_a_compositor_that_ends_is_told_to_the_afk_watcher() -> None:
    with compositor({"wl_seat": 1, EXT: 1}) as (environ, there), closing(Wayland(environ)) as backend:
        there().hang_up()
        select.select(backend.files, [], [], 10)
        with pytest.raises(InputLostError, match="gone"):
            backend.idle()


def announce(served: Compositor, handle: int, app: str, title: str, state: bytes) -> None:
    """A window appears."""
    served.send(served.bound[TOPLEVELS], 0, "n", handle)
    served.send(handle, APP_ID, "s", app)
    served.send(handle, TITLE, "s", title)
    served.send(handle, STATE, "a", state)
    served.send(handle, DONE)


def wait_for_title(backend: Wlroots, title: str) -> Focus:
    while (focus := backend.focused()).title != title:
        ready, _, _ = select.select([backend], [], [], 10)
        assert ready, focus
    return focus


def test_of_the_windows_two_seats_have_activated_the_last_one_counts() -> None:
    with compositor({TOPLEVELS: 3}) as (environ, there), closing(Wlroots(environ)) as backend:
        served = there()
        announce(served, FIRST, "editor", "main.py", ACTIVATED)
        announce(served, SECOND, "browser", "News", MINIMIZED + ACTIVATED)
        assert wait_for_title(backend, "News").app == "browser"
        served.send(SECOND, STATE, "a", MINIMIZED)
        assert wait_for_title(backend, "main.py").app == "editor"


def test_a_number_used_again_is_another_window() -> None:
    with compositor({TOPLEVELS: 1}) as (environ, there), closing(Wlroots(environ)) as backend:
        served = there()
        announce(served, FIRST, "editor", "one", ACTIVATED)
        before = wait_for_title(backend, "one")
        served.send(FIRST, CLOSED)
        announce(served, FIRST, "editor", "two", ACTIVATED)
        assert wait_for_title(backend, "two").window != before.window


def test_a_window_without_an_app_id_is_unknown_and_a_very_long_title_is_cut() -> None:
    with compositor({TOPLEVELS: 3}) as (environ, there), closing(Wlroots(environ)) as backend:
        announce(there(), FIRST, "", "日" * 5000, ACTIVATED)
        assert wait_for_title(backend, "日" * (4096 // 3)).app == "unknown"


def test_a_compositor_that_does_not_tell_of_windows_is_refused() -> None:
    with compositor({"wl_seat": 7}) as (environ, _), pytest.raises(WatcherUnavailableError, match=TOPLEVELS):
        Wlroots(environ)


@pytest.mark.parametrize("how", ["finished", "gone"])
def test_a_compositor_that_tells_no_longer_is_an_error(how: str) -> None:
    with compositor({TOPLEVELS: 3}) as (environ, there), closing(Wlroots(environ)) as backend:
        assert backend.focused() == NOTHING
        if how == "gone":
            there().hang_up()
        else:
            there().send(there().bound[TOPLEVELS], 1)
        select.select([backend], [], [], 10)
        with pytest.raises(DisplayLostError):
            backend.focused()
