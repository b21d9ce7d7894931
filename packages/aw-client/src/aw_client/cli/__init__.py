"""The `aw-client` command: buckets, events, queries and reports from a terminal."""

from __future__ import annotations

from aw_client.cli.commands import main

__all__ = ["main"]
