"""Runs the command line."""

from __future__ import annotations

from benchmarks.cli import main

# The guard is for the load's processes, which import this module again.
if __name__ == "__main__":
    main()
