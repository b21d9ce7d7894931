"""`aw-server db`: looking after the database by hand."""

from __future__ import annotations

from aw_server.commands.db.group import db

__all__ = ["db"]
