"""Looking after the database while the server runs: checks, backups, recovery, retention."""

from __future__ import annotations

from aw_server.care.caretaker import Caretaker
from aw_server.care.health import Health
from aw_server.care.opening import open_whole

__all__ = ["Caretaker", "Health", "open_whole"]
