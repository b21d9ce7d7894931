from __future__ import annotations

import gc
import sys

import pytest

from aw_client.watcher import WatcherUnavailableError
from aw_watcher_input.select import BY_PLATFORM, Factory

X11 = BY_PLATFORM["linux"]["x11"]
ABOUT_X11 = pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="about X11")


def refusal(backend: Factory, environ: dict[str, str]) -> str:
    """Why a backend does not work; one line."""
    with pytest.raises(WatcherUnavailableError) as caught:
        backend(environ)
    (line,) = str(caught.value).splitlines()
    return line


@pytest.mark.parametrize("platform", BY_PLATFORM)
def test_the_backends_of_another_platform_refuse_here(platform: str) -> None:
    for backend in BY_PLATFORM[platform].values() if platform != sys.platform else ():
        assert refusal(backend, {})


def test_on_linux_the_session_is_asked_first_and_the_devices_only_where_it_does_not_tell() -> None:
    assert list(BY_PLATFORM["linux"]) == ["x11", "devices"]


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


@ABOUT_X11
def test_the_x_display_of_a_wayland_session_is_not_asked() -> None:
    assert "only input to windows of X11" in refusal(X11, {"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"})
