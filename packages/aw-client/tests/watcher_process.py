"""A watcher in a process of its own: reports a line of stdin as its app, says on stdout when it starts and ends."""

from __future__ import annotations

import sys

from aw_client.watcher import Watcher, WatcherOptions, WatcherUnavailableError, watcher_command
from aw_core.settings import Setting

SETTINGS = [
    Setting(section="aw-watcher-test", name="poll_time", default=1.0, help="Seconds between two looks."),
    Setting(section="aw-watcher-test", name="exclude_title", default=False, help="Leave titles out."),
    Setting(section="aw-watcher-test", name="backend", default="auto", help="How to look."),
    Setting(section="aw-watcher-test", name="ignore", default=[], help="What to leave out."),
]


def start(options: WatcherOptions) -> None:
    if options.settings["backend"] == "none":
        raise WatcherUnavailableError("no display found:\n  start it in a session")
    with Watcher("aw-watcher-test", "currentwindow", options=options) as watcher:
        say("started", options.settings)
        listening = () if options.settings["backend"] == "deaf" else (sys.stdin,)
        while watcher.wait(None, *listening):
            line = sys.stdin.readline()
            if not line:
                break
            watcher.heartbeat({"app": line.strip()}, pulsetime=5)
            say("reported")
    say("ended")


def say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


watcher_command("aw-watcher-test", SETTINGS, start, help="Report lines.")()
