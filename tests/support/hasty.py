"""Runs the command of ours that this file is named like, in haste: what it does every so often, it does more often.

A watcher's minute between two words is some seconds, and whether recording is paused is looked at several times a second. All else is as a user runs it, and what takes minutes can be waited for.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path

import aw_core.selfreport

SECONDS = 2.0
PAUSE_SECONDS = 0.2


def main() -> None:
    """Run it with the arguments that came."""
    aw_core.selfreport.SENSED_EVERY = SECONDS
    for module, name in (
        ("aw_client.watcher.runtime", "LOOK_EVERY"),
        ("aw_manager.pausing.follower", "_LOOK_EVERY"),
    ):
        setattr(import_module(module), name, PAUSE_SECONDS)
    (script,) = entry_points(group="console_scripts", name=Path(sys.argv[0]).name)
    sys.exit(script.load()())


if __name__ == "__main__":
    main()
