"""The benchmark prints every row of its table, leaves nothing behind, and fails only on wrong answers."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil
import pytest

from benchmarks.history import Sources, make_history

ROOT = Path(__file__).parents[2]
QUICK = ("--days", "2", "--runs", "1", "--seconds", "0.3")

ROWS = (
    "import of all by POST",
    "its peak memory",
    *(f"dashboard of a {name}, {when}" for name in ("day", "week", "month", "year") for when in ("first time", "again")),
    "peak memory of a year's",
    "export of all",
    "its first byte after",
    "memory grows by",
    "database file",
    *(f"{what}{p99}" for what in ("newest 1,000 events", "count of events", "list of buckets") for p99 in ("", ", p99")),
    "heartbeats, 4 connections",
    "heartbeats, p50",
    "heartbeats, p99",
    "heartbeats while years are queried, p50",
    "heartbeats while years are queried, p99",
    "start to the first answer",
    "memory at rest",
    *(
        f"2 years: a day's dashboard, {when}{compared}"
        for when in ("first time", "again")
        for compared in ("", ", to one year's")
    ),
    "2 years: a year's dashboard, first time",
    "2 years: its peak memory",
    "2 years: database file",
)  # fmt: skip
ONLY_OURS = ("its first byte after", "database file", "start to the first answer", "memory at rest")


LINE = [sys.executable, "-m", "benchmarks", *QUICK]
PATH = os.pathsep.join([str(ROOT / "tests"), str(ROOT / "tests" / "support")])


def benchmark(*arguments: str) -> subprocess.CompletedProcess[str]:
    """A run of the command line to its end."""
    return subprocess.run(
        [*LINE, *arguments],
        env=os.environ | {"PYTHONPATH": PATH},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_every_row_is_measured_here_and_on_a_peer_which_is_left_as_it_was(server: Any) -> None:
    done = benchmark("--years", "2", "--markdown", "--peer", str(server.port))
    assert done.returncode == 0, done.stderr
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in done.stdout.splitlines()]
    table = {what: figures for what, _, *figures in cells[4:]}
    print(done.stdout)
    assert sorted(table) == sorted(ROWS)
    assert [what for what, figures in table.items() if figures[0] == "-"] == []
    assert server.request("GET", "/api/0/buckets")[1] == {}


def test_a_peer_with_other_events_in_the_same_buckets_is_a_failure_not_a_figure(server: Any) -> None:
    for bucket_id in (Sources().window, Sources().afk, Sources().web):
        bucket = {"type": "currentwindow", "client": "test", "hostname": "bench"}
        server.request("POST", f"/api/0/buckets/{bucket_id}", bucket)
    done = benchmark("--only", "import", "--peer", str(server.port))
    assert done.returncode == 1
    assert f"events in {Sources().window}: expected" in done.stderr
    assert "got 0" in done.stderr
    assert len(server.request("GET", "/api/0/buckets")[1]) == 3


@pytest.mark.skipif(sys.platform == "win32", reason="ends a process by a Unix signal")
def test_a_run_that_is_told_to_end_leaves_no_server_no_file_and_a_peer_as_it_was(
    server: Any, tmp_path: Path
) -> None:
    environ = os.environ | {"PYTHONPATH": PATH, "TMPDIR": str(tmp_path)}
    with subprocess.Popen(
        [*LINE, "--only", "busy", "--peer", str(server.port)], env=environ, stderr=subprocess.PIPE, text=True
    ) as run:
        assert run.stderr is not None
        line = next(line for line in run.stderr if "heartbeats while" in line)
        servers = [
            child for child in psutil.Process(run.pid).children() if "aw-server" in " ".join(child.cmdline())
        ]
        run.terminate()
    assert run.returncode == 128 + signal.SIGTERM, line
    assert len(servers) == 1
    assert not servers[0].is_running()
    assert list(tmp_path.glob("aw-benchmark-*")) == []
    assert server.request("GET", "/api/0/buckets")[1] == {}


def test_an_unknown_measure_is_refused_with_the_known_ones() -> None:
    done = benchmark("--only", "import,speed")
    assert done.returncode == 2
    assert "got speed" in done.stderr


def test_an_export_somebody_brings_is_measured_in_the_place_of_a_history(tmp_path: Path) -> None:
    export = make_history(tmp_path / "export.json", 3, seed=5, sources=Sources())
    done = benchmark("--history", str(export.path), "--only", "dashboard", "--markdown")
    assert done.returncode == 0, done.stderr
    assert f"{export.events:,} events of 3 days" in done.stdout


@pytest.mark.parametrize("name", ["import", "reads"])
def test_only_what_is_asked_for_is_printed(name: str) -> None:
    done = benchmark("--only", name, "--markdown")
    assert done.returncode == 0, done.stderr
    assert ("import of all" in done.stdout, "count of events" in done.stdout) == (
        name == "import",
        name == "reads",
    )
