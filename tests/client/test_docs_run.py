"""The programs shown in the docs run as they stand there."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from commands import LiveServer
from homes import environment
from waiting import wait_until

from aw_client import ActivityWatchClient

DOCS = Path(__file__).parents[2] / "docs"


def programs(page: str) -> list[str]:
    """The Python programs of a page."""
    return re.findall(r"```python\n(.*?)```", (DOCS / page).read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot send SIGTERM to a process")
def test_the_watcher_of_the_docs_watches_and_stops(home: Path, server: LiveServer, tmp_path: Path) -> None:
    script = tmp_path / "aw_watcher_load.py"
    [program] = programs("writing-a-watcher.md")
    script.write_text(program, encoding="utf-8")
    client = ActivityWatchClient("reader", testing=True, host="127.0.0.1", port=server.port)
    bucket_id = f"aw-watcher-load_{socket.gethostname()}"
    process = subprocess.Popen(
        [
            sys.executable,
            script,
            "--testing",
            "--port",
            str(server.port),
            "--poll-time",
            "0.1",
            "--busy",
            "0",
        ],
        env=environment(home, AW_CLIENT_COMMIT_INTERVAL="0.2"),
    )
    try:
        wait_until(lambda: bucket_id in client.get_buckets(), "the watcher has made its bucket")
        wait_until(lambda: client.get_eventcount(bucket_id), "it has reported")
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    finally:
        process.kill()
        process.wait()
    [event] = client.get_events(bucket_id)
    assert event.data == {"load": "busy"}
    assert len(program.splitlines()) <= 34


@pytest.mark.parametrize("program", programs("client.md"), ids=["heartbeats", "queries"])
def test_the_scripts_of_the_docs_run(home: Path, server: LiveServer, program: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", program],
        env=environment(home, AW_CLIENT_PORT=str(server.port)),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout
