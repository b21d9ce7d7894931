"""The REST server of the time tracker: stores what watchers report, answers queries."""

from __future__ import annotations

from aw_server.app import create_app
from aw_server.settings import ServerSettings

__all__ = ["ServerSettings", "create_app"]
