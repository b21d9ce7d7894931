"""The command `aw-manager`, also installed as `aw-qt`."""

from __future__ import annotations

from aw_manager.cli.group import main

__all__ = ["main"]
