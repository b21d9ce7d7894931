from __future__ import annotations

import gc
import sys

import pytest

from aw_client.watcher import WatcherUnavailableError
from aw_watcher_afk.select import BACKENDS, Factory

ABOUT_X11 = pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="about X11")


def refusal(backend: Factory, environ: dict[str, str]) -> str:
    """Why a backend does not work; one line."""
    with pytest.raises(WatcherUnavailableError) as caught:
        backend(environ)
    (line,) = str(caught.value).splitlines()
    return line


@ABOUT_X11
@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({}, "DISPLAY is not set"),
        ({"DISPLAY": ""}, "DISPLAY is not set"),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "Wayland"),
        ({"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}, "Wayland"),
    ],
)
@pytest.mark.parametrize("backend", BACKENDS, ids=lambda factory: factory.__name__)
def test_without_a_display_a_backend_refuses_and_says_why(
    backend: Factory, environ: dict[str, str], said: str
) -> None:
    assert said in refusal(backend, environ)


@ABOUT_X11
@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")  # python-xlib drops its socket
@pytest.mark.parametrize("name", ["nonsense", ":4711", "no-such-host.invalid:0"])
def test_a_display_that_does_not_answer_is_named(name: str) -> None:
    assert repr(name) in refusal(BACKENDS[0], {"DISPLAY": name})
    gc.collect()  # while that warning is ignored


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "aw_watcher_afk.backends.x11", raising=False)
    for name in ("Xlib", *(name for name in sys.modules if name.startswith("Xlib."))):
        monkeypatch.setitem(sys.modules, name, None)
    assert "python-xlib is not installed" in refusal(BACKENDS[0], {"DISPLAY": ":0"})


def test_without_pynput_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pynput", None)
    assert "pip install --no-deps pynput" in refusal(BACKENDS[1], {"DISPLAY": ":0"})
