"""Builds the app: everything the server answers, as one WSGI application."""

from __future__ import annotations

import threading

from flask import Flask

from aw_datastore import Datastore
from aw_query import Memory
from aw_server.answers import answer_errors
from aw_server.api import buckets, events, health, heartbeats, info, log, pause, privacy, query, transfer
from aw_server.api import settings as settings_api
from aw_server.apipages import serve_documentation
from aw_server.care.health import Health
from aw_server.care.sources import Sources
from aw_server.heartbeats import HeartbeatsFirst
from aw_server.intake import Intake
from aw_server.pausing import Marks, PauseFile, Pauses, Recording
from aw_server.places import Places
from aw_server.privacy import SETTING, Applying, Files, PrivacyGate
from aw_server.recentlog import RecentLog
from aw_server.security import guard
from aw_server.serve import THREADS
from aw_server.services import Services, provide
from aw_server.settings import ServerSettings
from aw_server.static import serve_files
from aw_server.uisettings import UISettings
from aw_server.version import server_version

__all__ = ["create_app"]

CONCURRENT_QUERIES = 2
LONG_REQUESTS = THREADS - 8
"""Queries and exports that may keep a thread at a time; eight threads are left for all that is short."""

_API = (info, health, pause, buckets, events, heartbeats, query, transfer, settings_api, privacy, log)
"""The endpoints, in the order their documentation shows them."""


def create_app(
    settings: ServerSettings,
    datastore: Datastore,
    recent_log: RecentLog | None = None,
    state: Health | None = None,
    files: Files | None = None,
) -> Flask:
    """The server's app over an open datastore, which stays the caller's to close.

    Args:
        settings: what the server was told.
        datastore: where the events are.
        recent_log: the log handler whose records `/log` shows; none by default.
        state: what `/health` tells; nothing is known by default.
        files: where else what was recorded is kept, for when it is to be removed; nowhere by default.
    """
    app = Flask(__name__, static_folder=None)
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False
    ui_settings = UISettings(settings.settings_file, vital=[SETTING])
    gate = PrivacyGate(ui_settings)
    pauses = Pauses(PauseFile(settings.pause_file), Marks(datastore, settings.hostname))
    intake = Intake(datastore, [gate], Recording(datastore, pauses))
    provide(
        app,
        Services(
            settings=settings,
            datastore=datastore,
            intake=intake,
            privacy=gate,
            applying=Applying(datastore, files or Files()),
            ui_settings=ui_settings,
            recent_log=recent_log or RecentLog(),
            query_slots=threading.Semaphore(CONCURRENT_QUERIES),
            places=Places(LONG_REQUESTS),
            memory=Memory(),
            health=state or Health(),
            pauses=pauses,
            sources=Sources(),
        ),
    )
    guards = guard(app, settings)
    for module in _API:
        app.register_blueprint(module.blueprint)
    serve_documentation(app, server_version())
    serve_files(app, settings)
    answer_errors(app)
    app.wsgi_app = HeartbeatsFirst(app.wsgi_app, guards, intake)  # type: ignore[method-assign]  # as Flask has it done
    return app
