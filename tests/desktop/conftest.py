"""A real X11 desktop without a screen: Xvfb, openbox, windows that obey, and xdotool for hands."""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from waiting import wait_until
from Xlib import X
from Xlib.display import Display

WAYLAND = ("WAYLAND_DISPLAY", "XDG_SESSION_TYPE")
"""The variables by which a session is Wayland's."""

HERE = Path(__file__).parent
XDOTOOL = shutil.which("xdotool") or "xdotool"


@contextmanager
def running(*command: str | Path, **options: Any) -> Iterator[subprocess.Popen[str]]:
    """A child process, ended at the end whatever happens: asked first, so that it can tidy up, then killed."""
    with subprocess.Popen(command, text=True, **options) as process:
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()


def next_line(process: subprocess.Popen[str], seconds: float = 20.0) -> str:
    """The one line a process prints next."""
    assert process.stdout is not None
    ready, _, _ = select.select([process.stdout], [], [], seconds)
    assert ready, f"{process.args!r} printed nothing for {seconds} s"
    return process.stdout.readline().strip()


class Window:
    """One window of a program of its own."""

    def __init__(self, desktop: Desktop, process: subprocess.Popen[str]) -> None:
        self._desktop = desktop
        self._process = process
        self.pid = process.pid
        self.id = int(next_line(process))

    def activate(self) -> None:
        """Give it the focus, as a click on a task bar does."""
        self._desktop.xdotool("windowactivate", "--sync", str(self.id))

    def title(self, title: str) -> None:
        """Change its title."""
        self._order({"title": title})

    def set(self, name: str, kind: str, value: bytes) -> None:
        """Change one of its properties."""
        self._order({"set": [name, kind, value.hex()]})

    def delete(self, name: str) -> None:
        """Take away one of its properties."""
        self._order({"delete": name})

    def close(self) -> None:
        """End its program, and wait until it has."""
        self._process.kill()
        if self._process.returncode is None:
            self._process.communicate()

    def _order(self, order: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        assert next_line(self._process) == "done"


class Desktop:
    """One X display with a window manager."""

    def __init__(self, display: str) -> None:
        self.display = display
        self.environ = {name: value for name, value in os.environ.items() if name not in WAYLAND}
        self.environ["DISPLAY"] = display
        self._windows: list[Window] = []

    def xdotool(self, *arguments: str) -> str:
        """Do what xdotool does; what it printed."""
        done = subprocess.run(
            [XDOTOOL, *arguments], env=self.environ, check=True, timeout=30, capture_output=True, text=True
        )
        return done.stdout.strip()

    def press_a_key(self) -> None:
        """Input."""
        self.xdotool("key", "shift")

    def open(self, app: str, title: str) -> Window:
        """A new window, with the focus."""
        program = subprocess.Popen(
            [sys.executable, HERE / "window_program.py", app, title],
            env=self.environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            window = Window(self, program)
        except BaseException:
            program.kill()
            raise
        self._windows.append(window)
        window.activate()
        return window

    def close_all(self) -> None:
        """End all windows' programs."""
        for window in self._windows:
            window.close()


@contextmanager
def x_server() -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A display of its own and the process that serves it."""
    reading, writing = os.pipe()
    with os.fdopen(reading) as numbers:
        command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x800x24", "-nolisten", "tcp"]
        with running(*command, pass_fds=[writing], stderr=subprocess.DEVNULL) as server:
            os.close(writing)
            ready, _, _ = select.select([numbers], [], [], 20)
            assert ready, "Xvfb did not start"
            yield f":{numbers.readline().strip()}", server


@pytest.fixture(scope="session")
def display(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The display of a desktop with a window manager, for the whole session."""
    with x_server() as (name, _):
        environ = os.environ | {"DISPLAY": name, "HOME": str(tmp_path_factory.mktemp("home"))}
        with running("openbox", env=environ, stderr=subprocess.DEVNULL):
            wait_until(lambda: _is_managed(name), "openbox manages windows")
            yield name


def _is_managed(name: str) -> bool:
    display = Display(name)
    try:
        check = display.get_atom("_NET_SUPPORTING_WM_CHECK")
        return display.screen().root.get_property(check, X.AnyPropertyType, 0, 1) is not None
    finally:
        display.close()


@pytest.fixture
def desktop(display: str) -> Iterator[Desktop]:
    """The desktop, without windows at the start and at the end."""
    desktop = Desktop(display)
    try:
        yield desktop
    finally:
        desktop.close_all()


@pytest.fixture
def dying_display() -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A display without a window manager and the process that serves it, to be killed."""
    with x_server() as served:
        yield served


@pytest.fixture(autouse=True)
def _no_desktop(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test finds the user's own desktop."""
    for name in ("DISPLAY", *WAYLAND):
        monkeypatch.delenv(name, raising=False)
