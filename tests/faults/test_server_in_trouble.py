"""The server's database is damaged, its disk is full: what was acknowledged is there afterwards."""

from __future__ import annotations

import http.client
import itertools
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import pytest
from commands import LiveServer, command
from heartbeats import EPOCH, event, missing
from homes import environment
from waiting import wait_until

from aw_core import Event
from aw_core.supervision import EXIT_UNAVAILABLE
from aw_datastore import Datastore
from aw_datastore.care import back_up_to, check
from aw_datastore.storages import SqliteStorage

PAGE = 4096
BUCKET = "in-trouble"
NEW_BUCKET = {"client": "s", "type": "t", "hostname": "h"}


def database(server: LiveServer) -> Path:
    [path] = server.home.rglob("events-testing.db")
    return path


def send(server: LiveServer, first: int, count: int) -> list[int]:
    """Post heartbeats; the numbers of those that were acknowledged."""
    path = f"/api/0/buckets/{BUCKET}/heartbeat?pulsetime=2"
    return [
        number
        for number in range(first, first + count)
        if server.request("POST", path, event(number))[0] == 200
    ]


def stored(server: LiveServer) -> list[dict[str, object]]:
    status, events = server.request("GET", f"/api/0/buckets/{BUCKET}/events")
    assert status == 200, events
    return list(events)


def recoveries(server: LiveServer) -> list[dict[str, object]]:
    status, health = server.request("GET", "/api/0/health")
    if status != 200 or health["state"] != "fine":
        return []
    return list(health["recoveries"])


def recoveries_after(
    server: LiveServer, numbers: Iterator[int], acknowledged: list[int]
) -> list[dict[str, object]]:
    """The recoveries after one more heartbeat, which is answered or not."""
    try:
        acknowledged += send(server, next(numbers), 1)
        return recoveries(server)
    except (OSError, http.client.HTTPException):  # it was ending its connections
        return []


def test_a_server_whose_database_is_damaged_goes_on_by_itself(server: LiveServer) -> None:
    server.request("POST", f"/api/0/buckets/{BUCKET}", NEW_BUCKET)
    status, _ = server.request(
        "POST", f"/api/0/buckets/{BUCKET}/events", [event(number) for number in range(3000)]
    )
    assert status == 200
    server.stop()  # so that all is in the file, none in the log beside it
    server.start()
    backup = [command("aw-server"), "--testing", "db", "backup"]
    subprocess.run(backup, env=environment(server.home), check=True, capture_output=True, timeout=60)
    acknowledged = send(server, 3000, 50)
    server.kill()
    path = database(server)
    raw = bytearray(path.read_bytes())
    for at in range(4 * PAGE, len(raw) // 2, 3 * PAGE):
        raw[at : at + PAGE] = b"\x7f" * PAGE
    path.write_bytes(raw)

    server.start()
    assert server.process is not None
    process = server.process
    sent = itertools.count(10_000)
    [recovery] = wait_until(
        lambda: recoveries_after(server, sent, acknowledged), "it is recovered", timeout=60
    )
    acknowledged += send(server, 20_000, 20)
    assert server.process is process, "it was the same process all the time"
    assert path.with_name(str(recovery["set_aside"])).exists()
    assert recovery["lost"] == 0
    assert missing(stored(server), [*range(3000), *acknowledged]) == []
    assert "is damaged" in server.log.read_text()
    assert str(recovery["summary"]) in server.log.read_text()


@pytest.mark.parametrize("what", ["events", "export"])
def test_a_server_that_misses_the_data_of_events_gets_it_back_from_the_backup(
    server: LiveServer, what: str
) -> None:
    server.request("POST", f"/api/0/buckets/{BUCKET}", NEW_BUCKET)
    assert server.request("POST", f"/api/0/buckets/{BUCKET}/events", [event(n) for n in range(30)])[0] == 200
    before = stored(server)
    server.stop()
    backup = [command("aw-server"), "--testing", "db", "backup"]
    subprocess.run(backup, env=environment(server.home), check=True, capture_output=True, timeout=60)
    with closing(sqlite3.connect(database(server))) as connection:
        connection.execute("DELETE FROM payload WHERE key % 3 = 0")
        connection.commit()
    server.start()

    def recovered() -> list[dict[str, object]]:
        try:
            server.request("GET", f"/api/0/buckets/{BUCKET}/{what}")
            return recoveries(server)
        except (OSError, http.client.HTTPException):  # it was ending its connections
            return []

    [recovery] = wait_until(recovered, "it is recovered", timeout=60)
    assert "payloads that events have are missing" in str(recovery)
    assert stored(server) == before


@contextmanager
def small_disk(folder: Path, size: int) -> Iterator[Path]:
    """A file system of so many bytes."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    done = subprocess.run(mount, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"no file system can be mounted here: {done.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run([shutil.which("umount") or "umount", "--lazy", str(folder)], check=True)


@pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0 or shutil.which("mount") is None,
    reason="mounting takes root and `mount`, on Linux",
)
def test_a_full_disk_is_told_of_and_nothing_acknowledged_is_lost(home: Path, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 8 * 1024**2) as disk:
        server = LiveServer(home, arguments=("--testing", "--dbpath", str(disk / "events.db")))
        try:
            fill_up(server, disk)
        finally:
            if server.process is not None and server.process.poll() is None:
                server.kill()


def fill_up(server: LiveServer, disk: Path) -> None:
    server.start()
    server.request("POST", f"/api/0/buckets/{BUCKET}", NEW_BUCKET)
    filler = disk / "filler"
    acknowledged = send(server, 0, 100)
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(PAGE))
    answers = [
        server.request("POST", f"/api/0/buckets/{BUCKET}/heartbeat?pulsetime=0", event(number))
        for number in range(1000, 1600)
    ]
    acknowledged += [1000 + at for at, (status, _) in enumerate(answers) if status == 200]
    refused = {(status, answer["message"]) for status, answer in answers if status != 200}
    assert {status for status, _ in refused} == {503}
    assert all("disk is full" in message for _, message in refused), refused
    assert missing(stored(server), acknowledged) == []
    backup = [command("aw-server"), "--testing", "--dbpath", str(disk / "events.db"), "db", "backup"]
    done = subprocess.run(
        backup, env=environment(server.home), capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert "a backup needs room" in done.stderr
    server.kill()
    start = [command("aw-server"), "--testing", "--port", "0", "--dbpath", str(disk / "events.db")]
    refused_start = subprocess.run(
        start, env=environment(server.home), capture_output=True, text=True, check=False, timeout=60
    )
    assert refused_start.returncode == EXIT_UNAVAILABLE
    assert "disk is full" in refused_start.stderr.splitlines()[-1]
    filler.unlink()
    server.start()
    assert missing(stored(server), acknowledged) == []
    acknowledged += send(server, 5000, 50)
    assert acknowledged[-1] == 5049
    server.kill()
    server.start()
    assert missing(stored(server), acknowledged) == []


def limited(home: Path, size: int, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command that may write no file larger than this, as if the disk were full then."""
    resource = pytest.importorskip("resource", reason="limits on the size of files are POSIX's")
    return subprocess.run(
        [command("aw-server"), *arguments],
        env=environment(home),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize("task", ["backup", "vacuum", "restore"])
def test_what_the_disk_has_no_room_for_is_given_up_and_leaves_nothing(
    home: Path, tmp_path: Path, task: str
) -> None:
    path, copy = tmp_path / "disk" / "events.db", tmp_path / "copy.db"
    with Datastore(SqliteStorage, filepath=path) as datastore:
        bucket = datastore.create_bucket(BUCKET, "t", "s", "h")
        bucket.insert(
            [Event(None, EPOCH + timedelta(seconds=at), 1, {"n": f"{at:0100}"}) for at in range(3000)]
        )
    back_up_to(path, copy)
    before = {file.name for file in path.parent.iterdir()}
    arguments = {"backup": ["--to", str(path.with_name("new.db"))], "vacuum": [], "restore": [str(copy)]}
    done = limited(home, 200_000, "--dbpath", str(path), "db", task, *arguments[task])
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1), done.stderr
    assert "disk" in done.stderr
    assert {file.name for file in path.parent.iterdir()} <= before
    assert check(path).is_fine
    with Datastore(SqliteStorage, filepath=path) as datastore:
        assert datastore.eventcount(BUCKET) == 3000
