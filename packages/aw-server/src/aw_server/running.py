"""Runs the server, again and again if its database is found damaged meanwhile."""

from __future__ import annotations

import gc
import logging
import signal
import socket
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from functools import partial
from types import FrameType

import click
from flask import Flask

from aw_datastore import Datastore
from aw_datastore.storages import MemoryStorage
from aw_server.app import create_app
from aw_server.care import Caretaker, Health, open_whole
from aw_server.database import DatabaseFile
from aw_server.heap import share_one_heap
from aw_server.pausing import PauseKeeper
from aw_server.recentlog import RecentLog
from aw_server.serve import HttpServer
from aw_server.services import parts_of
from aw_server.settings import ServerSettings

__all__ = ["run"]

logger = logging.getLogger(__name__)

Beside = Callable[[Datastore, Flask], AbstractContextManager[object]]
"""What else is to go on while the server runs."""


def run(
    settings: ServerSettings,
    database: DatabaseFile,
    sockets: Sequence[socket.socket],
    *,
    recent_log: RecentLog,
    beside: Beside,
    announce: Callable[[], None],
) -> None:
    """Serve until a signal comes.

    When the database is found damaged, requests under way are ended in order, the file is recovered, and the
    server goes on with what was recovered, on the same sockets.

    Raises:
        DatabaseError: the database cannot be opened or recovered.
        StartError: it is damaged again and again.
    """
    share_one_heap()
    health = Health(database.path, database.backups)
    standby = partial(_standby_app, settings, recent_log, health)
    signals = _Signals(sockets)
    with ExitStack() as bound:
        for sock in sockets:
            bound.callback(sock.close)
        while not signals.came:
            signals.end_at_once()
            opened = open_whole(database, health, sockets, standby=standby, say=click.echo)
            with opened as datastore, ExitStack() as parts:
                app = create_app(settings, datastore, recent_log, health, database.files)
                server = HttpServer(app, [sock.dup() for sock in sockets])
                parts.enter_context(signals.end_in_order(server))
                health.begin(server.stop)
                datastore.watch(health.found_damaged)
                announce()
                # What is here now stays to the end; the garbage collector need not look at it again.
                gc.freeze()
                parts.enter_context(beside(datastore, app))
                parts.enter_context(parts_of(app).applying)
                parts.enter_context(_caretaker(datastore, database, health))
                parts.enter_context(PauseKeeper(parts_of(app).pauses))
                server.run()
            if not health.damage:
                break
    logger.info("stopped")


def _standby_app(settings: ServerSettings, recent_log: RecentLog, health: Health) -> Flask:
    """The app without its database: it says who the server is and how it is, and answers 503 to the rest."""
    datastore = Datastore(MemoryStorage)
    datastore.close()
    return create_app(settings, datastore, recent_log, health)


def _caretaker(
    datastore: Datastore, database: DatabaseFile, health: Health
) -> AbstractContextManager[object]:
    if database.path is None:
        return nullcontext()
    return Caretaker(datastore, database.path.resolve(), health, database.backups, database.retention)


class _Signals:
    """What asks the server to end: the first signal ends it in order, a second one at once."""

    def __init__(self, sockets: Sequence[socket.socket]) -> None:
        self._sockets = sockets
        self._numbers = [
            getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGBREAK") if hasattr(signal, name)
        ]
        self.came = False

    def end_at_once(self) -> None:
        """Let a signal end the program at any moment; a recovery can be ended so."""
        for number in self._numbers:
            default = signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL
            signal.signal(number, default)

    def end_in_order(self, server: HttpServer) -> AbstractContextManager[None]:
        """Let the first signal end the server once the requests that were begun are answered.

        Returns:
            What to hold while it serves.
        """

        def stop(number: int, _: FrameType | None) -> None:
            signal.signal(number, signal.SIG_DFL)
            self.came = True
            for sock in self._sockets:
                sock.close()  # who comes now is refused at once
            server.stop()

        for number in self._numbers:
            signal.signal(number, stop)
        return server.woken_by_signals()
