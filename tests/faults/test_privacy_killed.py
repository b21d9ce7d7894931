"""The history is changed for privacy, the process is killed with all its memory at a step of it, and started again."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from aw_core import Event
from aw_core.privacy import parse_filters
from aw_datastore import Datastore
from aw_datastore.care import BackupFolder, check
from aw_datastore.storages import SqliteStorage
from aw_server.privacy import Applying, Files, Order, preview

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
PRIVATE = "nobody's business — 秘密"
LATER = "nobody's business, but recorded after the kill"
RULES = [{"pattern": "nobody's business.*", "action": "redact", "replacement": "-"}]

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


@pytest.fixture(name="path")
def _path(tmp_path: Path) -> Path:
    """A database and a backup of it, with titles short and longer than a page."""
    path = tmp_path / "events.db"
    with Datastore(SqliteStorage, filepath=path) as datastore:
        bucket = datastore.create_bucket("one", "t", "c", "h")
        bucket.insert(
            [
                Event(None, NOW, at, {"title": f"{at % 50} " + PRIVATE * (1 + at % 3 * 150)})
                for at in range(600)
            ]
        )
        BackupFolder(tmp_path / "backups", path).make(NOW)
    return path


def files(path: Path) -> Files:
    return Files(path, BackupFolder(path.parent / "backups", path))


def apply(path: Path) -> None:
    order = Order(RULES)
    with Datastore(SqliteStorage, filepath=path) as datastore:
        token = preview(datastore, parse_filters(RULES), order.scope).token
        Applying(datastore, files(path)).apply(order, token)


def killed_before(event: str, count: int, act: Callable[[], object]) -> bool:
    """Act in a process that is killed before its so-manyth rename or deletion of a file; whether it took so many."""
    child = os.fork()
    if child:
        return os.WIFSIGNALED(os.waitpid(child, 0)[1])
    left = count

    def watch(name: str, _arguments: tuple[Any, ...]) -> None:
        nonlocal left
        if name == event:
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)

    try:
        sys.addaudithook(watch)
        act()
    finally:
        os._exit(0)


def files_with(folder: Path, text: str) -> list[str]:
    forms = (text.encode(), json.dumps(text)[1:-1].encode())
    return [
        path.name
        for path in folder.rglob("*")
        if path.is_file() and any(f in path.read_bytes() for f in forms)
    ]


def look_after_kill(path: Path) -> bool:
    """Hold what must be so after a kill, then start again; whether it was done when the kill came."""
    asked = path.with_name("events.db.privacy.json").exists()
    with Datastore(SqliteStorage, filepath=path) as datastore:
        titles = {event.data["title"] for event in datastore["one"].iter_events()}
        is_new = titles == {f"{at} -" for at in range(50)}
        assert is_new or all(PRIVATE in title for title in titles)
        datastore["one"].insert(Event(None, NOW, 1, {"title": LATER}))
        Applying(datastore, files(path)).finish()
        assert LATER in {event.data["title"] for event in datastore["one"].iter_events()}
    assert check(path).is_fine
    if asked or is_new:
        assert files_with(path.parent, PRIVATE) == []
    return is_new


class Original:
    """The files as they were, to begin anew with."""

    def __init__(self, folder: Path) -> None:
        self._contents = {name: name.read_bytes() for name in folder.rglob("*.db")}

    def put_back(self) -> None:
        for name, content in self._contents.items():
            name.write_bytes(content)
            for ending in ("-wal", "-shm", ".privacy.json"):
                name.with_name(f"{name.name}{ending}").unlink(missing_ok=True)


@pytest.mark.parametrize("event", ["open", "os.rename", "os.remove", "sqlite3.connect"])
def test_killed_at_any_step_nothing_is_in_between_and_the_next_start_finishes_it(
    path: Path, event: str
) -> None:
    original = Original(path.parent)
    for count in range(0, 60, 3):
        original.put_back()
        killed = killed_before(event, count, lambda: apply(path))
        is_new = look_after_kill(path)
        if not killed:
            assert is_new
            return
    pytest.fail("expected it to end after so many steps")


STEPS = [
    "aw_datastore.sqlite.rewriting.Rewriting.carry_out",  # the note is there, nothing is changed
    "aw_datastore.datastore.Datastore.scrub",  # all is changed
    "aw_datastore.sqlite.scrubbing.empty_log",  # the file is written anew, its log is not emptied
]


@pytest.mark.parametrize("step", STEPS)
def test_killed_between_the_steps_of_the_database_the_next_start_finishes_it(path: Path, step: str) -> None:
    child = os.fork()
    if not child:
        try:
            pytest.MonkeyPatch().setattr(step, lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL))
            apply(path)
        finally:
            os._exit(0)
    assert os.WIFSIGNALED(os.waitpid(child, 0)[1])
    assert look_after_kill(path) == (step != STEPS[0])
