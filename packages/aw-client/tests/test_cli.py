from __future__ import annotations

import contextlib
import importlib
import json
import os
import socket
import struct
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from fake_aw_server import HTML, Answer, FakeServer, free_port

from aw_client.cli import main
from aw_client.cli.failures import EXIT_NO_SERVER
from aw_client.cli.output import fit
from aw_core import Event

HOST = socket.gethostname()
MOMENT = datetime(2026, 11, 22, 8, tzinfo=UTC)

Run = Callable[..., Result]


@pytest.fixture
def run(server: FakeServer) -> Run:
    def command(*arguments: str, port: int = server.port, stdin: str | None = None) -> Result:
        return CliRunner().invoke(
            main, ["--port", str(port), *arguments], input=stdin, catch_exceptions=False
        )

    return command


def store(server: FakeServer, bucket_id: str, event_type: str, *events: Event, hostname: str = HOST) -> None:
    server.buckets[bucket_id] = {
        "id": bucket_id,
        "type": event_type,
        "client": "test",
        "hostname": hostname,
        "last_updated": "2026-11-22T08:00:00+00:00",
    }
    server.events[bucket_id] = list(events)


def event(data: dict[str, Any], duration: float = 60) -> Event:
    return Event(1, MOMENT, duration, data)


def local(moment: datetime) -> str:
    """As this machine's clock would show it."""
    return moment.astimezone().isoformat(sep=" ")


OVERVIEW = {
    "window": {
        "duration": 22345.0,
        "cat_events": [{"duration": 12000.0, "data": {"$category": ["Work", "Programming"]}}],
        "app_events": [{"duration": 20000.0, "data": {"app": "Firefox"}}],
        "title_events": [{"duration": 90.0, "data": {"app": "Firefox", "title": "Inbox \x1b[31m"}}],
        "active_events": [],
    },
    "browser": {
        "duration": 90.0,
        "domains": [{"duration": 90.0, "data": {"$domain": "example.org"}}],
        "urls": [],
    },
}


def test_heartbeat_reports_data_of_now_and_shows_the_event(server: FakeServer, run: Run) -> None:
    store(server, "b", "test")
    shown = run("heartbeat", "b", '{"app": "x"}', "--pulsetime", "3")
    assert shown.exit_code == 0
    assert "app: x" in shown.output
    [(start, end, data)] = server.seen("b")
    assert (start, data) == (end, {"app": "x"})
    assert server.requests[-1].params["pulsetime"] == "3.0"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ('{"app": }', "line 1, column 9"),
        ("[1]", "expected DATA to be a JSON object"),
        ("", "line 1, column 1"),
    ],
)
def test_data_that_is_no_json_object_is_told_where(run: Run, data: str, said: str) -> None:
    shown = run("heartbeat", "b", data)
    assert shown.exit_code == 2
    assert said in shown.output


def test_buckets_are_listed_whole_when_piped(server: FakeServer, run: Run) -> None:
    long = "aw-watcher-window_" + "x" * 200
    store(server, long, "currentwindow")
    lines = run("buckets").output.splitlines()
    assert lines[0].split() == ["Bucket", "Last", "event", "Type", "Host"]
    assert lines[1].split() == [long, *local(MOMENT).split(), "currentwindow", HOST]


def test_events_show_local_time_with_offset_and_human_durations(server: FakeServer, run: Run) -> None:
    store(server, "b", "test", event({"app": "x", "n": 1}, 3725))
    assert run("events", "b").output.splitlines()[1] == f"{local(MOMENT)}  1 h 2 min  app: x, n: 1"


def test_a_period_of_events_is_in_local_time(server: FakeServer, run: Run) -> None:
    store(server, "b", "test")
    run("events", "b", "--start", "2026-07-01", "--stop", "2026-11-22T10:00Z")
    params = server.requests[-1].params
    assert params["start"] == datetime.fromisoformat("2026-07-01").astimezone().isoformat()
    assert datetime.fromisoformat(params["end"]) == datetime(2026, 11, 22, 10, tzinfo=UTC)


def test_a_title_cannot_steer_the_terminal(server: FakeServer, run: Run) -> None:
    store(server, "b", "test", event({"title": "\x1b]0;owned\x07 [bold]x[/bold]"}))
    assert "\x1b" not in run("events", "b").output
    assert "[bold]x[/bold]" in run("events", "b").output


def test_an_unknown_bucket_is_one_line(run: Run) -> None:
    shown = run("events", "nope")
    assert (shown.exit_code, shown.output) == (1, "Error: There's no bucket named nope\n")


@pytest.mark.parametrize("testing", [False, True])
def test_without_a_server_it_says_where_and_how_to_start_one(run: Run, testing: bool) -> None:
    port = free_port()
    shown = run(*(["--testing"] if testing else []), "buckets", port=port)
    assert shown.exit_code == EXIT_NO_SERVER
    command = "aw-server --testing" if testing else "aw-server"
    assert (
        shown.output == f"Error: no server answers at http://127.0.0.1:{port}; start one with `{command}`\n"
    )


def test_another_program_on_the_port_is_one_line(server: FakeServer, run: Run) -> None:
    server.behaviour = lambda _request: HTML
    shown = run("buckets")
    assert shown.exit_code == 1
    assert "does another program use this port?" in shown.output
    assert len(shown.output.splitlines()) == 1


def test_a_broken_config_file_is_one_line(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "config" / "activitywatch" / "aw-client" / "aw-client.toml"
    file.parent.mkdir(parents=True)
    file.write_text("[server\n")
    shown = run("buckets")
    assert shown.exit_code == 1
    assert str(file) in shown.output
    assert "Traceback" not in shown.output


def test_a_query_runs_from_a_file_over_the_last_day(server: FakeServer, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "query.aw"
    file.write_text('events = query_bucket("b");\nRETURN = events;')
    server.result = [event({"app": "x"}).to_json_dict()]
    shown = run("query", str(file))
    assert "app: x" in shown.output
    [asked] = server.queries
    assert asked["query"] == ['events = query_bucket("b");', "RETURN = events;"]
    start, stop = (datetime.fromisoformat(moment) for moment in asked["timeperiods"][0].split("/"))
    assert (stop - start).total_seconds() == 24 * 3600


def test_a_query_comes_from_stdin_for_a_zone(server: FakeServer, run: Run) -> None:
    server.result = 42
    shown = run("query", "-", "--start", "2026-07-01", "--timezone", "America/New_York", stdin="RETURN = 42;")
    assert shown.output == "42\n"
    assert server.queries[0]["timeperiods"][0].startswith("2026-07-01T00:00:00-04:00/")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--start", "yesteryear"], "got 'yesteryear'"),
        (["--timezone", "Mars/Base"], "expected a time zone such as Europe/Berlin, got 'Mars/Base'"),
        (["--cache"], "--name"),
    ],
)
def test_a_wrong_option_of_query_is_named(run: Run, arguments: list[str], said: str) -> None:
    shown = run("query", "-", *arguments, stdin="RETURN = 1;")
    assert shown.exit_code == 2
    assert said in shown.output


@pytest.mark.parametrize(
    ("position", "said"),
    [
        ({"offset": 16, "line": 2, "column": 10}, "line 2, column 10: Syntax error\nRETURN = ;\n         ^"),
        (None, "Syntax error"),
    ],
)
def test_what_is_wrong_with_a_query_is_shown_under_its_line(
    server: FakeServer, run: Run, position: dict[str, int] | None, said: str
) -> None:
    wrong = {"type": "QueryParseException", "message": "Syntax error", "position": position}
    server.behaviour = lambda _request: Answer(400, wrong)
    shown = run("query", "-", stdin="a = 1;\nRETURN = ;")
    assert (shown.exit_code, shown.output) == (1, f"Error: {said}\n")


def on_a_terminal(columns: int, *arguments: str) -> list[str]:
    """The lines a command shows on a terminal of that width."""
    fcntl, pty, termios = (importlib.import_module(name) for name in ("fcntl", "pty", "termios"))  # Unix only
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    command = [sys.executable, "-c", "from aw_client.cli import main; main()", *arguments]
    environ = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "NO_COLOR")}
    with subprocess.Popen(command, stdout=theirs, stderr=theirs, env=environ | {"TERM": "dumb"}) as process:
        os.close(theirs)
        shown = b""
        with contextlib.suppress(OSError):  # Linux says so when the other side has closed
            while part := os.read(ours, 65536):
                shown += part
    os.close(ours)
    assert process.returncode == 0, shown
    return shown.decode().splitlines()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pty")
@pytest.mark.parametrize("columns", [80, 200])
def test_on_a_terminal_only_what_gives_is_cut(server: FakeServer, columns: int) -> None:
    store(server, "b", "test", event({"title": "x" * 300}, 3725))
    _, line = on_a_terminal(columns, "--port", str(server.port), "events", "b")
    assert len(line) == columns
    assert line.startswith(f"{local(MOMENT)}  1 h 2 min  title: xxx")
    assert line.endswith("x…")


@pytest.mark.parametrize(
    ("widest", "gives", "width", "widths"),
    [
        ([10, 20], [False, True], 80, [10, 20]),
        ([10, 200], [False, True], 80, [10, 68]),
        ([50, 40], [True, True], 70, [34, 34]),
        ([50, 10], [True, True], 42, [30, 10]),
        ([100, 30], [False, True], 80, [100, 8]),
        ([100], [False], 80, [100]),
    ],
)
def test_columns_that_give_share_what_the_others_leave(
    widest: list[int], gives: list[bool], width: int, widths: list[int]
) -> None:
    assert fit(widest, gives, width) == widths


def test_a_report_is_of_this_host_and_of_today_from_the_start_of_the_day(
    server: FakeServer, run: Run
) -> None:
    store(server, f"aw-watcher-window_{HOST}", "currentwindow")
    store(server, f"aw-watcher-afk_{HOST}", "afkstatus")
    store(server, "aw-watcher-web-firefox", "web.tab.current", hostname="unknown")
    server.settings = {"startOfDay": "04:00", "classes": []}
    server.result = OVERVIEW
    shown = run("report")
    assert shown.exit_code == 0
    for part in ("6 h 12 min", "Work > Programming", "54%", "Firefox", "example.org"):
        assert part in shown.output
    assert "\x1b" not in shown.output
    [asked] = server.queries
    start, stop = (datetime.fromisoformat(moment) for moment in asked["timeperiods"][0].split("/"))
    assert start.hour == stop.hour == 4
    assert start <= datetime.now(UTC) < stop
    text = "\n".join(asked["query"])
    assert f"aw-watcher-window_{HOST}" in text
    assert "aw-watcher-web-firefox" in text


def test_a_report_of_a_host_without_buckets_names_those_that_have_some(server: FakeServer, run: Run) -> None:
    store(server, "aw-watcher-window_laptop", "currentwindow", hostname="laptop")
    shown = run("report", "desktop")
    assert shown.exit_code == 1
    assert shown.output == "Error: no currentwindow bucket of host 'desktop'; hosts that have one: laptop\n"


def test_canonical_lists_events(server: FakeServer, run: Run) -> None:
    store(server, f"aw-watcher-window_{HOST}", "currentwindow")
    store(server, f"aw-watcher-afk_{HOST}", "afkstatus")
    server.result = [event({"app": "x", "$category": ["Work"]}).to_json_dict()]
    shown = run("canonical", "--start", "yesterday", "--stop", "now")
    assert "app: x" in shown.output
    assert server.queries[0]["query"][-1] == "RETURN = events;"


@pytest.mark.parametrize(
    "arguments",
    [["buckets"], ["events", "b"], ["heartbeat", "b", "{}"], ["query", "-"], ["report"], ["canonical"]],
    ids=lambda arguments: arguments[0],
)
def test_every_command_speaks_json_to_programs(server: FakeServer, run: Run, arguments: list[str]) -> None:
    store(server, "b", "test")
    store(server, f"aw-watcher-window_{HOST}", "currentwindow")
    store(server, f"aw-watcher-afk_{HOST}", "afkstatus")
    server.result = OVERVIEW
    shown = run(*arguments, "--json", stdin="RETURN = 1;")
    assert shown.exit_code == 0
    json.loads(shown.output)


def test_the_json_of_a_report_has_durations_in_seconds(server: FakeServer, run: Run) -> None:
    store(server, f"aw-watcher-window_{HOST}", "currentwindow")
    store(server, f"aw-watcher-afk_{HOST}", "afkstatus")
    server.result = OVERVIEW
    report = json.loads(run("report", "--json", "--start", "2026-11-22", "--stop", "2026-11-23").output)
    assert report["start"] == datetime.fromisoformat("2026-11-22").astimezone().isoformat()
    assert report["duration"] == 22345.0
    assert report["categories"] == [{"category": ["Work", "Programming"], "duration": 12000.0}]
    assert report["sites"] == [{"domain": "example.org", "duration": 90.0}]


def test_a_query_file_that_is_no_text_is_one_line(tmp_path: Path, run: Run) -> None:
    file = tmp_path / "query"
    file.write_bytes(b"\xff")
    result = run("query", str(file))
    assert result.exit_code == 2
    assert "expected a text in UTF-8" in result.stderr
