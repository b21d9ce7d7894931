"""Measures what the watchers cost while somebody works: memory and processor time, in a real session without a screen.

`python -m benchmarks.watchers [x11|sway|kwin|gnome] [SECONDS]`, with tests and tests/support on the path. Every five
seconds the focus or a title changes, and the pointer moves.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol, TypeVar

from commands import command, live_server
from homes import environment
from sessions import SESSIONS
from x11 import Desktop, managed_display

WATCHERS = ("aw-watcher-window", "aw-watcher-afk")
COUNTING = (*WATCHERS, "aw-watcher-input")
"""Where input can be counted: under Wayland that takes devices, which no session without a screen has."""

SETTLED = 10.0
STEP = 5.0
MEMORY = ("Rss", "Pss", "Anonymous")


def memory(pid: int) -> dict[str, float]:
    """What a process holds, in MB: all its pages, its share of them, and those that are its own."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    kilobytes = {name: int(rest.split()[0]) for name, _, rest in (line.partition(":") for line in lines)}
    return {name: round(kilobytes[name] * 1024 / 1e6, 1) for name in MEMORY}


def processor_seconds(pid: int) -> float:
    """The processor time a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Titled(Protocol):
    """A window that is told its title."""

    def title(self, title: str) -> None:
        """Change it."""


W = TypeVar("W", bound=Titled)


class AnyDesktop(Protocol[W]):
    """A session with windows of its kind."""

    environ: dict[str, str]

    def open(self, app: str, title: str) -> W:
        """A new window."""

    def focus(self, window: W) -> None:
        """Give a window the focus."""

    def move_the_pointer(self) -> None:
        """Input."""

    def close_all(self) -> None:
        """End all windows."""


def x11(stack: ExitStack) -> Desktop:
    """An X11 desktop with a window manager, in a home of its own."""
    home = Path(stack.enter_context(TemporaryDirectory()))
    desktop = Desktop(stack.enter_context(managed_display(home)))
    desktop.environ = environment(home, DISPLAY=desktop.display)
    return desktop


DESKTOPS: dict[str, Callable[[ExitStack], AnyDesktop[Any]]] = {"x11": x11, **SESSIONS}


def work(desktop: AnyDesktop[W], seconds: float) -> None:
    """Change between two windows and their titles."""
    windows = desktop.open("editor", "main.py"), desktop.open("browser", "News")
    end = time.monotonic() + seconds
    number = 0
    while time.monotonic() < end:
        number += 1
        desktop.focus(windows[number % 2])
        time.sleep(STEP)
        windows[number % 2].title(f"title {number}")
        desktop.move_the_pointer()
        time.sleep(STEP)
    desktop.close_all()


def measure(desktop: AnyDesktop[W], watchers: Mapping[str, subprocess.Popen[bytes]], seconds: float) -> None:
    """Print a line for each watcher."""
    time.sleep(SETTLED)
    before = {name: processor_seconds(process.pid) for name, process in watchers.items()}
    start = time.monotonic()
    work(desktop, seconds)
    passed = time.monotonic() - start
    for name, process in watchers.items():
        held = ", ".join(f"{kind} {size} MB" for kind, size in memory(process.pid).items())
        used = 100 * (processor_seconds(process.pid) - before[name]) / passed
        print(f"{name}: {held}, {used:.2f} % of a processor over {passed:.0f} s")


def main(session: str = "sway", seconds: str = "600") -> None:
    """Start everything, measure, and end it."""
    with ExitStack() as stack:
        desktop = DESKTOPS[session](stack)
        server = stack.enter_context(live_server(Path(stack.enter_context(TemporaryDirectory()), "home")))
        watchers = {}
        for name in COUNTING if session == "x11" else WATCHERS:
            watchers[name] = subprocess.Popen(
                [command(name), "--port", str(server.port)], env=desktop.environ, stderr=subprocess.DEVNULL
            )
            stack.callback(watchers[name].wait)
            stack.callback(watchers[name].terminate)
        measure(desktop, watchers, float(seconds))


if __name__ == "__main__":
    main(*sys.argv[1:])
