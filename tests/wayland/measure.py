"""Measures what the watchers cost while somebody works: memory and processor time, in a real Wayland session.

`python tests/wayland/measure.py [sway|kwin|gnome] [SECONDS]`, with tests/support on the path. Every five seconds the
focus or a title changes, and the pointer moves.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from commands import command, live_server
from sessions import SESSIONS, Session

WATCHERS = ("aw-watcher-window", "aw-watcher-afk")
SETTLED = 10.0
STEP = 5.0
MEMORY = ("Rss", "Pss", "Anonymous")


def memory(pid: int) -> dict[str, float]:
    """What a process holds, in MB: all its pages, its share of them, and those that are its own."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    kilobytes = {name: int(rest.split()[0]) for name, _, rest in (line.partition(":") for line in lines)}
    return {name: round(kilobytes[name] / 1024, 1) for name in MEMORY}


def processor_seconds(pid: int) -> float:
    """The processor time a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def work(desktop: Session, seconds: float) -> None:
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


def measure(desktop: Session, watchers: Mapping[str, subprocess.Popen[bytes]], seconds: float) -> None:
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
        desktop = SESSIONS[session](stack)
        server = stack.enter_context(live_server(Path(stack.enter_context(TemporaryDirectory()), "home")))
        watchers = {}
        for name in WATCHERS:
            watchers[name] = subprocess.Popen(
                [command(name), "--port", str(server.port)], env=desktop.environ, stderr=subprocess.DEVNULL
            )
            stack.callback(watchers[name].wait)
            stack.callback(watchers[name].terminate)
        measure(desktop, watchers, float(seconds))


if __name__ == "__main__":
    main(*sys.argv[1:])
