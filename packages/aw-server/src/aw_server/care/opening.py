"""Opening the database of a server: one that is damaged is recovered first, while clients are told to wait."""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from aw_datastore import Datastore
from aw_datastore.care import BackupFolder, Progress, holds_our_data, recover
from aw_datastore.errors import DamagedDatabaseError, ForeignDatabaseError
from aw_server.care.health import Health
from aw_server.database import DatabaseFile
from aw_server.errors import StartError
from aw_server.serve import HttpServer

__all__ = ["open_whole"]

logger = logging.getLogger(__name__)

_TRIES = 3


def open_whole(
    database: DatabaseFile,
    health: Health,
    sockets: Sequence[socket.socket],
    *,
    standby: Callable[[], Flask],
    say: Callable[[str], None],
) -> Datastore:
    """The datastore, open; a damaged file is set aside, and what can be read of it is in its place.

    Args:
        database: which.
        health: what is known of it, and is told what is found.
        sockets: bound.
        standby: makes the app that answers on them while the database is recovered.
        say: told what was done, in a sentence.

    Raises:
        StartError: it is damaged again and again.
        DatabaseError: it cannot be opened or recovered.
    """
    damage = health.damage
    for _ in range(_TRIES):
        if not damage:
            try:
                _look_for_loss(database)
                return database.open()
            except (DamagedDatabaseError, ForeignDatabaseError) as error:
                damage = _damage(database, error)
        health.recovering(damage)
        with _standing_by(standby(), sockets):
            _recover(database, damage, say)
        damage = ""
    raise StartError(
        f"{database.path}: damaged again after {_TRIES} recoveries; the disk or the memory may be failing"
    )


def _damage(database: DatabaseFile, error: DamagedDatabaseError | ForeignDatabaseError) -> str:
    """What is wrong with a file that could not be opened; raises what stands in the way if it is not ours."""
    if isinstance(error, ForeignDatabaseError) and not (database.path and holds_our_data(database.path)):
        raise error
    return str(error)


def _look_for_loss(database: DatabaseFile) -> None:
    """An empty file was not always empty if there are backups of it; a missing one may be missing on purpose."""
    path, backups = database.path, database.backups
    if path is None or backups is None or not backups.backups():
        return
    if not path.exists():
        logger.warning("%s is not there; a new one is made. Its backups: aw-server db restore", path)
    elif not path.stat().st_size:
        raise DamagedDatabaseError(f"{path}: it is empty, but there are backups of it")


def _recover(database: DatabaseFile, damage: str, say: Callable[[str], None]) -> None:
    path = database.path
    if path is None:
        raise StartError(f"the database in memory is damaged: {damage}")
    damage = damage.removeprefix(f"{path.resolve()}: ")
    logger.error("%s is damaged: %s", path, damage)
    say(f"{path} is damaged; recovering what can be read of it")
    recovery = recover(path.resolve(), damage, _backups_to_read(database, path), _log_tenths())
    if recovery is not None:
        logger.error("%s", recovery.summary())
        say(recovery.summary())


def _log_tenths() -> Progress:
    """Logs each tenth of the file that was read."""
    logged = 0

    def progress(done: int, total: int) -> None:
        nonlocal logged
        tenths = done * 10 // total if total else 0
        if tenths > logged:
            logged = tenths
            logger.info("%d of %d pages of the damaged database were read", done, total)

    return progress


def _backups_to_read(database: DatabaseFile, path: Path) -> BackupFolder:
    """Backups are of use even if no more of them are made."""
    return database.backups or BackupFolder(database.backup_folder, path)


@contextmanager
def _standing_by(app: Flask, sockets: Sequence[socket.socket]) -> Iterator[None]:
    """Within, an app answers on the sockets."""
    server = HttpServer(app, [sock.dup() for sock in sockets])
    thread = threading.Thread(target=server.run, name="standby")
    thread.start()
    try:
        yield
    finally:
        server.stop()
        thread.join()
