"""Runs the command of ours that this file is named like, with a watcher's minute between two words cut to some seconds.

All else is as a user runs it, and what takes minutes can be waited for.
"""

from __future__ import annotations

import sys
from importlib.metadata import entry_points
from pathlib import Path

import aw_core.selfreport

SECONDS = 3.0


def main() -> None:
    """Run it with the arguments that came."""
    aw_core.selfreport.SENSED_EVERY = SECONDS
    (script,) = entry_points(group="console_scripts", name=Path(sys.argv[0]).name)
    sys.exit(script.load()())


if __name__ == "__main__":
    main()
