from __future__ import annotations

import gc
import sys
from pathlib import Path

import pytest

from aw_client.watcher import WatcherUnavailableError
from aw_watcher_afk.select import BY_PLATFORM, Factory

X11 = BY_PLATFORM["linux"]["x11"]
WAYLAND = ["wayland", "mutter"]
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
@pytest.mark.parametrize("name", ["nonsense", ":4711", "no-such-host.invalid:0"])
def test_a_display_that_does_not_answer_is_named(name: str) -> None:
    assert repr(name) in refusal(X11, {"DISPLAY": name})
    gc.collect()  # while that warning is ignored


@pytest.mark.parametrize("name", ["x11", "pynput"])
def test_the_x_display_of_a_wayland_session_is_not_asked(name: str) -> None:
    environ = {"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}
    assert "Wayland" in refusal(BY_PLATFORM["linux"][name], environ)


@ABOUT_X11
@pytest.mark.parametrize("name", WAYLAND)
def test_a_wayland_session_without_a_compositor_or_bus_is_refused(name: str, tmp_path: Path) -> None:
    environ = {"WAYLAND_DISPLAY": "wayland-9", "XDG_RUNTIME_DIR": str(tmp_path)}
    assert str(tmp_path) in refusal(BY_PLATFORM["linux"][name], environ)


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "aw_watcher_afk.backends.x11", raising=False)
    for name in ("Xlib", *(name for name in sys.modules if name.startswith("Xlib."))):
        monkeypatch.setitem(sys.modules, name, None)
    assert "Xlib is not installed" in refusal(X11, {"DISPLAY": ":0"})


def test_without_pynput_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pynput", None)
    assert "pip install --no-deps pynput" in refusal(BY_PLATFORM["linux"]["pynput"], {"DISPLAY": ":0"})
