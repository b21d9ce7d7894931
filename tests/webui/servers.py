"""Servers with a made-up history on them."""

from __future__ import annotations

import http.client
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO

from commands import LiveServer, live_server
from filelock import FileLock

from webui.history import Buckets, digest, export, further_year, write_year

__all__ = ["import_buckets", "production", "year_server"]


@contextmanager
def year_server(cache: Path, folder: Path) -> Iterator[LiveServer]:
    """A server with 365 days of two computers up to now.

    The year up to yesterday is made once a day and kept in `cache`, which tests running side by side share; all else
    goes to `folder`.
    """
    now = datetime.now(UTC)
    database = folder / "events.db"
    with FileLock(cache / "making.lock"):
        shutil.copy(_year_database(cache, folder, now), database)
    with live_server(folder / "home", *production(database)) as server:
        import_buckets(server, further_year(now))
        yield server


def _year_database(cache: Path, folder: Path, now: datetime) -> Path:
    yesterday = now.date() - timedelta(days=1)
    kept = cache / f"{yesterday}-{digest()}.db"
    if not kept.is_file():
        for older in cache.glob("*.db*"):
            older.unlink()
        made, source = folder / "year.db", folder / "year.json"
        write_year(source, yesterday)
        with live_server(folder / "maker", *production(made)) as server, source.open("rb") as file:
            _import(server, file, source.stat().st_size)
        shutil.move(made, kept)
        source.unlink()
    return kept


def production(database: Path) -> tuple[str, ...]:
    """The arguments of a server that is in use, not in testing mode."""
    return ("--dbpath", str(database), "--no-legacy-import")


def import_buckets(server: LiveServer, buckets: Buckets) -> None:
    """Import buckets with their events."""
    body = export(buckets)
    _import(server, body, len(body))


def _import(server: LiveServer, body: bytes | IO[bytes], size: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
    try:
        connection.request("POST", "/api/0/import", body, {"Content-Length": str(size)})
        response = connection.getresponse()
        answer = response.read()
        assert response.status == http.client.OK, answer
    finally:
        connection.close()
