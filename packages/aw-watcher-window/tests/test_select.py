from __future__ import annotations

import gc
import sys
from pathlib import Path

import pytest

from aw_client.watcher import WatcherUnavailableError
from aw_core.errors import ConfigError
from aw_watcher_window.select import BACKENDS, BY_PLATFORM, Factory, to_try

X11 = BY_PLATFORM["linux"]["x11"]
WAYLAND = ["wlroots", "kwin", "gnome"]
ABOUT_X11 = pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="about X11")


def refusal(backend: Factory, environ: dict[str, str]) -> str:
    """Why a backend does not work; one line."""
    with pytest.raises(WatcherUnavailableError) as caught:
        backend(environ)
    (line,) = str(caught.value).splitlines()
    return line


@pytest.mark.parametrize("name", BY_PLATFORM["linux"])
def test_without_a_desktop_a_backend_refuses_and_says_why(name: str) -> None:
    said = refusal(BY_PLATFORM["linux"][name], {})
    assert "DISPLAY is not set" in said or "no Wayland session" in said


@pytest.mark.parametrize("platform", BY_PLATFORM)
def test_the_backends_of_another_platform_refuse_here(platform: str) -> None:
    for backend in BY_PLATFORM[platform].values() if platform != sys.platform else ():
        assert refusal(backend, {})


@ABOUT_X11
@pytest.mark.parametrize("environ", [{"DISPLAY": ""}, {}])
def test_without_an_x_display_x11_refuses(environ: dict[str, str]) -> None:
    assert "DISPLAY is not set" in refusal(X11, environ)


@ABOUT_X11
@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")  # python-xlib drops its socket
@pytest.mark.parametrize("session", [{"WAYLAND_DISPLAY": "wayland-0"}, {"XDG_SESSION_TYPE": "wayland"}])
def test_the_x_display_of_a_wayland_session_is_refused_unless_it_is_asked_for(
    session: dict[str, str],
) -> None:
    environ = {"DISPLAY": ":4711"} | session
    assert "`--backend x11`" in refusal(to_try("")["x11"], environ)
    ((name, backend),) = to_try("x11").items()
    assert name == "x11"
    assert "':4711'" in refusal(backend, environ)  # it was tried
    gc.collect()  # while that warning is ignored


@ABOUT_X11
def test_any_way_alone_can_be_asked_for() -> None:
    assert to_try("kwin") == {"kwin": BY_PLATFORM["linux"]["kwin"]}
    assert to_try("") is BACKENDS


def test_a_way_that_this_platform_does_not_have_is_an_error_that_names_those_it_has() -> None:
    with pytest.raises(ConfigError, match=f"expected one of {', '.join(BACKENDS)}, got 'x12'"):
        to_try("x12")


@ABOUT_X11
@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")  # python-xlib drops its socket
@pytest.mark.parametrize("name", ["nonsense", ":4711", "no-such-host.invalid:0"])
def test_a_display_that_does_not_answer_is_named(name: str) -> None:
    assert repr(name) in refusal(X11, {"DISPLAY": name})
    gc.collect()  # while that warning is ignored


@ABOUT_X11
@pytest.mark.parametrize("name", WAYLAND)
def test_a_wayland_session_without_a_compositor_or_bus_is_refused(name: str, tmp_path: Path) -> None:
    environ = {"WAYLAND_DISPLAY": "wayland-9", "XDG_RUNTIME_DIR": str(tmp_path)}
    assert str(tmp_path) in refusal(BY_PLATFORM["linux"][name], environ)


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "aw_watcher_window.backends.x11", raising=False)
    for name in ("Xlib", *(name for name in sys.modules if name.startswith("Xlib."))):
        monkeypatch.setitem(sys.modules, name, None)
    assert "Xlib is not installed" in refusal(X11, {"DISPLAY": ":0"})
