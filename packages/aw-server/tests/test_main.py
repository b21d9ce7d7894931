"""The command as a user runs it: real processes, in a home of their own."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from live import TIMEOUT, Reply

from aw_core.supervision import EXIT_MISCONFIGURED, EXIT_UNAVAILABLE
from aw_server.main import main

COMMAND = [sys.executable, "-m", "aw_server"]


@dataclass
class Process:
    """An aw-server process and what it wrote."""

    arguments: tuple[str, ...]
    popen: subprocess.Popen[str] = field(init=False)
    port: int = 0

    def start(self) -> Process:
        """Start it, and wait for the line that says where it answers."""
        self.popen = subprocess.Popen(
            [*COMMAND, *self.arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert self.popen.stdout is not None
        line = self.popen.stdout.readline()
        found = re.search(r"answers on http://\S+:(\d+)", line)
        if found is None:
            raise AssertionError(f"no address: {line!r} {self.popen.communicate(timeout=TIMEOUT)}")
        self.port = int(found[1])
        return self

    def send(self, method: str, path: str, value: Any = None) -> Reply:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        try:
            connection.request(method, path, None if value is None else json.dumps(value))
            response = connection.getresponse()
            return Reply(response.status, response.headers, response.read())
        finally:
            connection.close()

    def stop(self, number: int = signal.SIGTERM) -> tuple[int, str]:
        """Its exit code and the rest of what it wrote to stderr."""
        self.popen.send_signal(number)
        _, errors = self.popen.communicate(timeout=TIMEOUT)
        return self.popen.returncode, errors


Start = Callable[..., Process]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts servers on free ports; none outlives the test."""
    with ExitStack() as started:

        def make(*arguments: str) -> Process:
            process = Process(("--port", "0", *arguments)).start()
            started.callback(process.popen.communicate)
            started.callback(process.popen.kill)
            return process

        yield make


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """A command that ends by itself."""
    return subprocess.run(
        [*COMMAND, *arguments], capture_output=True, text=True, timeout=TIMEOUT, check=False
    )


def data_dir(home: Path) -> Path:
    return home / "XDG_DATA_HOME" / "activitywatch" / "aw-server"


def config_dir(home: Path) -> Path:
    return home / "XDG_CONFIG_HOME" / "activitywatch" / "aw-server"


linux = pytest.mark.skipif(sys.platform != "linux", reason="the folders are Linux's")


@linux
def test_each_mode_has_files_of_its_own(start: Start, home: Path) -> None:
    for arguments in ((), ("--testing",)):
        server = start(*arguments)
        server.send("POST", "/api/0/settings/a", 1)
        assert server.stop()[0] == 0
    assert {"events.db", "events-testing.db", "device_id"} <= {path.name for path in data_dir(home).iterdir()}
    assert {path.name for path in config_dir(home).iterdir()} == {
        "aw-server.toml",
        "settings.json",
        "settings.json.last",
        "settings.json.lock",
        "settings-testing.json",
        "settings-testing.json.last",
        "settings-testing.json.lock",
    }


def test_the_device_keeps_its_id(start: Start) -> None:
    ids = []
    for _ in range(2):
        server = start()
        ids.append(server.send("GET", "/api/0/info").json["device_id"])
        server.stop()
    assert ids[0] == ids[1]
    other = start("--device-id", "my-device")
    assert other.send("GET", "/api/0/info").json["device_id"] == "my-device"


def test_what_was_stored_is_there_after_a_restart(start: Start, tmp_path: Path) -> None:
    arguments = ("--dbpath", str(tmp_path / "mine.db"))
    first = start(*arguments)
    first.send("POST", "/api/0/buckets/w", {"client": "c", "type": "t", "hostname": "!local"})
    first.send("POST", "/api/0/buckets/w/events", {"timestamp": "2021-01-01", "data": {"a": 1}})
    assert first.stop()[0] == 0
    second = start(*arguments)
    assert second.send("GET", "/api/0/buckets/w/events").json[0]["data"] == {"a": 1}
    assert second.send("GET", "/api/0/buckets/w").json["hostname"] == socket.gethostname()


def test_memory_is_forgotten(start: Start, home: Path) -> None:
    first = start("--storage", "memory")
    first.send("POST", "/api/0/buckets/w", {"client": "c", "type": "t", "hostname": "h"})
    first.stop()
    assert start("--storage", "memory").send("GET", "/api/0/buckets/").json == {}
    assert not list(home.rglob("*.db"))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_in_order(start: Start, number: int) -> None:
    server = start()
    code, errors = server.stop(number)
    assert code == 0
    assert "Traceback" not in errors
    assert "stopped" in errors


def test_heartbeats_in_flight_are_answered_when_it_is_told_to_stop(start: Start) -> None:
    server = start()
    server.send("POST", "/api/0/buckets/w", {"client": "c", "type": "t", "hostname": "h"})
    failures: list[str] = []
    begun = threading.Barrier(5)

    def post(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=TIMEOUT)
        connection.connect()
        begun.wait(TIMEOUT)
        for second in range(10_000):
            body = json.dumps(
                {"timestamp": f"2021-01-01T{number:02}:{second // 60 % 60:02}:{second % 60:02}Z"}
            )
            try:
                connection.request("POST", "/api/0/buckets/w/heartbeat?pulsetime=0", body)
            except OSError:
                break  # closed between two requests
            try:
                response = connection.getresponse()
            except ConnectionError:
                break  # closed before a request that was not read
            if response.status != 200 or json.loads(response.read())["id"] is None:
                failures.append(f"{response.status}")
        connection.close()

    threads = [threading.Thread(target=post, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    begun.wait(TIMEOUT)
    code, errors = server.stop()
    for thread in threads:
        thread.join(TIMEOUT)
    assert (code, failures) == (0, [])
    assert "Traceback" not in errors


def test_the_command_line_wins_over_the_environment_over_the_file(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "my.toml"
    config.write_text(
        '[server]\ncors_origins = "https://file.example"\n[auth]\napi_key = "from-file"\n', encoding="utf-8"
    )
    server = start("-c", str(config))
    assert server.send("GET", "/api/0/settings").status == 401
    server.stop()
    monkeypatch.setenv("AW_SERVER_API_KEY", "")
    monkeypatch.setenv("AW_SERVER_CORS_ORIGINS", "https://env.example")
    for arguments, origin in (
        ((), "https://env.example"),
        (("--cors-origins", "https://cli.example"), "https://cli.example"),
    ):
        server = start("-c", str(config), *arguments)
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=TIMEOUT)
        connection.request("GET", "/api/0/settings", headers={"Origin": origin})
        response = connection.getresponse()
        assert response.headers["Access-Control-Allow-Origin"] == origin
        connection.close()
        server.stop()


@linux
def test_an_older_servers_config_file_keeps_working(start: Start, home: Path, tmp_path: Path) -> None:
    config_dir(home).mkdir(parents=True)
    (tmp_path / "page").mkdir()
    (tmp_path / "page" / "index.html").write_text("mine", encoding="utf-8")
    (config_dir(home) / "aw-server.toml").write_text(
        '[server]\nhost = "localhost"\nport = "5600"\nstorage = "peewee"\ncors_origins = ""\n'
        f'[server.custom_static]\nmine = "{(tmp_path / "page").as_posix()}"\n'
        '[server-testing]\nport = "5666"\n[server-testing.custom_static]\n',
        encoding="utf-8",
    )
    server = start()
    assert server.send("GET", "/pages/mine/").body == b"mine"


def test_pages_and_the_web_ui_are_named_on_the_command_line(start: Start, tmp_path: Path) -> None:
    for name in ("ui", "a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "index.html").write_text(name, encoding="utf-8")
    pages = f"one={tmp_path / 'a'},two={tmp_path / 'b'}"
    server = start("--webpath", str(tmp_path / "ui"), "--custom-static", pages)
    assert server.send("GET", "/").body == b"ui"
    assert server.send("GET", "/pages/").json == ["one", "two"]
    assert server.send("GET", "/pages/two/").body == b"b"


def test_what_is_logged_can_be_read_and_holds_no_key(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AW_SERVER_API_KEY", "s3cret")
    server = start("--log-json", "--host", "127.0.0.1", "-v")
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=TIMEOUT)
    connection.request("GET", "/api/0/log", headers={"Authorization": "Bearer s3cret"})
    entries = json.loads(connection.getresponse().read())
    connection.close()
    assert any(str(server.port) in entry["message"] for entry in entries)
    _, errors = server.stop()
    assert [json.loads(line)["level"] for line in errors.splitlines()]
    assert "s3cret" not in errors + json.dumps(entries)


def test_everybody_may_come_in_only_with_a_warning(start: Start) -> None:
    _, errors = start("--host", "0.0.0.0").stop()  # noqa: S104 - for as long as it takes to stop it
    assert "no API key is set" in errors


def test_version_and_help_are_told() -> None:
    assert version("aw-server") in CliRunner().invoke(main, ["--version"]).output
    assert "--custom-static" in CliRunner().invoke(main, ["--help"]).output


def one_line(result: subprocess.CompletedProcess[str], status: int = 1) -> str:
    """The one line a server that cannot start says on stderr."""
    assert result.returncode == status, result.stderr
    lines = result.stderr.splitlines()
    assert len(lines) == 1, result.stderr
    assert result.stdout == ""
    return lines[0]


def test_a_port_another_server_has_is_told_of(start: Start, tmp_path: Path) -> None:
    server = start("--testing")
    line = one_line(run("--port", str(server.port), "--dbpath", str(tmp_path / "other.db")))
    assert line.startswith(f"aw-server: port {server.port} on 127.0.0.1 is taken by another aw-server, v")
    assert "in testing mode" in line


def test_a_port_another_program_has_is_told_of() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert (
            one_line(run("--port", str(port)))
            == f"aw-server: port {port} on 127.0.0.1 is taken by another program"
        )


def test_a_host_that_is_not_here_is_told_of() -> None:
    assert "198.51.100.1" in one_line(run("--host", "198.51.100.1", "--port", "0"))
    assert "no.such.invalid" in one_line(run("--host", "no.such.invalid", "--port", "0"))


def test_a_file_that_is_no_database_is_told_of_and_left(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("my notes " * 1000, encoding="utf-8")
    assert str(path) in one_line(run("--port", "0", "--dbpath", str(path)), EXIT_UNAVAILABLE)
    assert path.read_text(encoding="utf-8") == "my notes " * 1000


def test_a_database_another_server_has_is_told_of(start: Start, tmp_path: Path) -> None:
    path = str(tmp_path / "mine.db")
    start("--dbpath", path)
    assert path in one_line(run("--port", "0", "--dbpath", path), EXIT_UNAVAILABLE)


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ("[server", "not valid TOML"),
        ('[server]\nport = "high"\n', "port"),
        ('[server]\nstorage = "tape"\n', "storage: expected one of sqlite, peewee, memory, got 'tape'"),
        ('[server]\ncors_origins = "*"\n', "cors_origins"),
        ('[server]\ncors_regex = ["("]\n', "cors_regex"),
        ('[server]\nwebpath = "/no/such/folder"\n', "webpath: expected a folder, got '/no/such/folder'"),
        ('[server.custom_static]\nmine = "/no/such/folder"\n', "mine"),
        ('[server.custom_static]\n"a/b" = "/"\n', "a/b"),
    ],
)
def test_a_config_that_makes_no_sense_is_told_of(tmp_path: Path, toml: str, said: str) -> None:
    config = tmp_path / "my.toml"
    config.write_text(toml, encoding="utf-8")
    assert said in one_line(run("--port", "0", "-c", str(config)), EXIT_MISCONFIGURED)


def test_an_option_that_makes_no_sense_is_a_usage_error(tmp_path: Path) -> None:
    for arguments in (["--port", "99999"], ["--storage", "tape"], ["-c", str(tmp_path / "none")], ["--nope"]):
        result = CliRunner().invoke(main, arguments)
        assert result.exit_code == 2
        assert "Usage" in result.output


def test_nothing_acknowledged_is_lost_when_it_is_killed(start: Start, tmp_path: Path) -> None:
    arguments = ("--dbpath", str(tmp_path / "mine.db"))
    server = start(*arguments)
    server.send("POST", "/api/0/buckets/w", {"client": "c", "type": "t", "hostname": "h"})
    acknowledged = []
    for number in range(30):
        event = {"timestamp": f"2021-01-01T00:00:{number:02}Z", "data": {"n": number}}
        if server.send("POST", "/api/0/buckets/w/heartbeat?pulsetime=0", event).status == 200:
            acknowledged.append(number)
    server.popen.kill()
    server.popen.wait(TIMEOUT)
    stored = start(*arguments).send("GET", "/api/0/buckets/w/events").json
    assert sorted(event["data"]["n"] for event in stored) == acknowledged == list(range(30))


@pytest.mark.skipif(os.name != "posix", reason="only POSIX has modes")
def test_what_it_writes_is_for_its_owner_alone(start: Start, home: Path) -> None:
    server = start()
    server.send("POST", "/api/0/settings/a", 1)
    server.stop()
    written = [path for path in home.rglob("*") if path.is_file() and "log" not in path.parts]
    private = [path for path in written if path.suffix != ".lock"]
    assert {path.name for path in private} >= {"events.db", "settings.json", "device_id"}
    assert [path for path in private if path.stat().st_mode & 0o077] == []
