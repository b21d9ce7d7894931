"""What the views of the API work with, made once for each app."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from flask import Flask, current_app

from aw_datastore import Datastore
from aw_query import Memory
from aw_server.care.health import Health
from aw_server.care.sources import Sources
from aw_server.intake import Intake
from aw_server.pausing import Pauses
from aw_server.places import Places
from aw_server.privacy import Applying, PrivacyGate
from aw_server.recentlog import RecentLog
from aw_server.settings import ServerSettings
from aw_server.uisettings import UISettings

__all__ = ["Services", "parts_of", "provide", "services"]

_KEY = "aw-server"


@dataclass(frozen=True)
class Services:
    """The parts of one server.

    `query_slots` limits how many queries are worked on at a time: they compete with heartbeats for the processor, and
    more of them at once would not be done sooner. `places` limits how many of them, with exports, keep a thread.
    `intake` is how events come into the datastore, which views only read and delete from. `memory` is what queries
    found out for the next ones. `pauses` holds the pause, and `sources` judges whether each source records.
    """

    settings: ServerSettings
    datastore: Datastore
    intake: Intake
    privacy: PrivacyGate
    applying: Applying
    ui_settings: UISettings
    recent_log: RecentLog
    query_slots: threading.Semaphore
    places: Places
    memory: Memory
    health: Health
    pauses: Pauses
    sources: Sources

    @property
    def privacy_problems(self) -> list[str]:
        """What is wrong with the privacy rules, and what of applying them to the history is not finished."""
        return [*self.privacy.problems, *self.applying.problems]


def provide(app: Flask, parts: Services) -> None:
    """Give an app its parts."""
    app.extensions[_KEY] = parts


def services() -> Services:
    """The parts of the app that handles the current request."""
    return parts_of(current_app)


def parts_of(app: Flask) -> Services:
    """The parts of an app."""
    parts: Services = app.extensions[_KEY]
    return parts
