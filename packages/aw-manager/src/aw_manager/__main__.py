"""Lets `python -m aw_manager` do what the command does."""

from __future__ import annotations

from aw_manager.cli import main

if __name__ == "__main__":
    main()
