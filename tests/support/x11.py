"""A real X11 desktop without a screen: Xvfb, openbox, windows that obey, and xdotool for hands."""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock
from processes import next_line, running
from waiting import wait_until
from Xlib import X
from Xlib.display import Display
from Xlib.protocol import event

__all__ = ["WAYLAND", "Desktop", "Window", "fill_the_screen", "managed_display", "x_server"]

WAYLAND = ("WAYLAND_DISPLAY", "XDG_SESSION_TYPE")
"""The variables by which a session is Wayland's."""

HERE = Path(__file__).parent
XDOTOOL = shutil.which("xdotool") or "xdotool"
_STARTING = Path(tempfile.gettempdir(), "aw-xvfb.lock")
"""Xvfb takes no lock on the number it finds free: of two that start together both may have the same."""

_REMOVE, _ADD = 0, 1


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

    def focus(self, window: Window) -> None:
        """Give a window the focus."""
        window.activate()

    def move_the_pointer(self) -> None:
        """Input, too."""
        self.xdotool("mousemove_relative", "--", "3", "0")
        self.xdotool("mousemove_relative", "--", "-3", "0")

    def press_a_key(self) -> None:
        """Input."""
        self.xdotool("key", "shift")

    def open(self, app: str, title: str) -> Window:
        """A new window, with the focus."""
        program = subprocess.Popen(
            [sys.executable, HERE / "x11_window.py", app, title],
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
        self._windows = []


@contextmanager
def x_server() -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A display of its own and the process that serves it."""
    reading, writing = os.pipe()
    with ExitStack() as stack:
        numbers = stack.enter_context(os.fdopen(reading))
        command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x800x24", "-nolisten", "tcp"]
        with FileLock(_STARTING):
            server = stack.enter_context(running(*command, pass_fds=[writing], stderr=subprocess.DEVNULL))
            os.close(writing)
            ready, _, _ = select.select([numbers], [], [], 20)
        assert ready, "Xvfb did not start"
        yield f":{numbers.readline().strip()}", server


@contextmanager
def managed_display(home: Path) -> Iterator[str]:
    """The display of a desktop with a window manager, whose home is the folder given."""
    with x_server() as (name, _):
        environ = os.environ | {"DISPLAY": name, "HOME": str(home)}
        with running("openbox", env=environ, stderr=subprocess.DEVNULL):
            wait_until(lambda: _is_managed(name), "openbox manages windows")
            yield name


def fill_the_screen(display_name: str, window_id: int, fill: bool) -> None:
    """Have a window made full-screen, or not, and wait until it is so."""
    with closing(Display(display_name)) as display:
        window = display.create_resource_object("window", window_id)
        states, fullscreen = (
            display.get_atom(name) for name in ("_NET_WM_STATE", "_NET_WM_STATE_FULLSCREEN")
        )
        order = (32, [_ADD if fill else _REMOVE, fullscreen, 0, 1, 0])
        message = event.ClientMessage(window=window, client_type=states, data=order)
        mask = X.SubstructureRedirectMask | X.SubstructureNotifyMask
        display.screen().root.send_event(message, event_mask=mask)
        display.sync()

        def is_so() -> bool:
            found = window.get_full_property(states, X.AnyPropertyType)
            return (found is not None and fullscreen in found.value) is fill

        wait_until(is_so, "the window manager has done it")


def _is_managed(name: str) -> bool:
    display = Display(name)
    try:
        check = display.get_atom("_NET_SUPPORTING_WM_CHECK")
        return display.screen().root.get_property(check, X.AnyPropertyType, 0, 1) is not None
    finally:
        display.close()
