"""`aw-manager pause` and `resume` where the server is away, hangs, is busy, or refuses."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from click.testing import CliRunner, Result

import aw_client.pause
from aw_client.transport import HTTPError
from aw_client.watcher.remembering import remembered_path
from aw_core.files import write_private_text
from aw_manager.cli import options
from aw_manager.cli.pause import command as pause
from aw_manager.cli.resume import command as resume
from aw_manager.errors import NobodyTellsError, NoPausesError, NotKeptError
from aw_manager.instance import RunningManager
from aw_manager.pausing.orders import Order, Orders

Serve = Callable[[int], int]
Check = Callable[[int, str], None]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts a server that answers everything with a status, and gives its port."""
    with ExitStack() as stack:

        def serve(status: int) -> int:
            class Handler(BaseHTTPRequestHandler):
                def answer(self) -> None:
                    body = json.dumps({"message": "so it is"}).encode()
                    self.rfile.read(int(self.headers.get("Content-Length", 0)))
                    self.send_response(status)
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)

                do_POST = do_DELETE = answer  # noqa: N815 - names of http.server

                def log_message(self, *_: object) -> None:
                    """Keep quiet about requests."""

            server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
            stack.enter_context(server)
            thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
            thread.start()
            stack.callback(thread.join)
            stack.callback(server.shutdown)
            return int(server.server_address[1])

        yield serve


@pytest.fixture
def hanging(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The port of a server that takes connections and says nothing."""
    monkeypatch.setattr(aw_client.pause, "_READ_TIMEOUT", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def run(command: Any, *arguments: str, port: int) -> Result:
    return CliRunner().invoke(command, [*arguments, "--port", str(port)])


def waiting(port: int) -> tuple[Order, ...]:
    return Orders(f"http://127.0.0.1:{port}", testing=False).waiting()


def manage(monkeypatch: pytest.MonkeyPatch, port: int) -> None:
    """As if a manager of that server ran."""
    manager = RunningManager(pid=1, since=datetime.now(UTC), address=f"http://localhost:{port}", modules=())
    monkeypatch.setattr(options, "find_running", lambda *, testing: None if testing else manager)


@pytest.fixture
def assert_remembered(monkeypatch: pytest.MonkeyPatch) -> Check:
    def check(port: int, says: str) -> None:
        manage(monkeypatch, port)
        _assert_remembered(port, says)

    return check


def _assert_remembered(port: int, says: str) -> None:
    before = datetime.now(UTC)
    done = run(pause, "30m", port=port)
    assert (done.exit_code, done.exception) == (0, None)
    assert says in done.stdout
    [order] = waiting(port)
    assert order.pause
    assert before <= order.at <= datetime.now(UTC)
    assert order.until == order.at + timedelta(minutes=30)
    assert waiting(port + 1) == ()
    assert says in run(resume, port=port).stdout
    assert [one.pause for one in waiting(port)] == [True, False]


def test_what_a_server_that_is_away_is_to_do_is_remembered(port: int, assert_remembered: Check) -> None:
    assert_remembered(port, f"No server answers at http://127.0.0.1:{port}.")


def test_what_a_server_that_hangs_is_to_do_is_remembered(hanging: int, assert_remembered: Check) -> None:
    assert_remembered(hanging, "does not answer in time")


@pytest.mark.parametrize("status", [500, 503])
def test_what_a_server_that_cannot_do_it_now_is_to_do_is_remembered(
    serve: Serve, status: int, assert_remembered: Check
) -> None:
    assert_remembered(serve(status), "cannot do so now")


@pytest.mark.parametrize(("status", "error"), [(400, HTTPError), (401, HTTPError), (404, NoPausesError)])
def test_what_a_server_refuses_is_an_error_and_not_remembered(
    serve: Serve, status: int, error: type[Exception]
) -> None:
    port = serve(status)
    for command in (pause, resume):
        assert isinstance(run(command, port=port).exception, error)
        assert waiting(port) == ()


def test_what_waits_is_of_one_server(serve: Serve, port: int) -> None:
    run(pause, port=port)
    run(resume, port=serve(503))
    assert [order.pause for order in waiting(port)] == [True]


def test_what_cannot_be_kept_is_an_error_that_says_that_nothing_has_changed(port: int) -> None:
    orders = Orders(f"http://127.0.0.1:{port}", testing=False)
    orders.path.mkdir()
    done = run(pause, port=port)
    assert isinstance(done.exception, NotKeptError)
    for part in ("No server answers", str(orders.path), "nothing has changed"):
        assert part in str(done.exception)


@pytest.mark.parametrize("elsewhere", [True, False])
def test_what_nobody_would_tell_the_server_is_an_error_that_says_what_to_do(
    port: int, monkeypatch: pytest.MonkeyPatch, *, elsewhere: bool
) -> None:
    if elsewhere:
        manage(monkeypatch, port + 1)
    for command, says in ((pause, "watchers that run alone go on sensing"), (resume, "it stays paused")):
        done = run(command, port=port)
        assert isinstance(done.exception, NobodyTellsError)
        assert says in str(done.exception)
        assert "start aw-manager" in str(done.exception)
        assert waiting(port)[-1].pause == (command is pause)


@pytest.mark.parametrize("status", [401, 404])
def test_a_resume_ends_a_pause_that_the_server_refuses_to_hear_of(serve: Serve, status: int) -> None:
    port = serve(status)
    Orders(f"http://127.0.0.1:{port}", testing=False).add(Order(datetime.now(UTC), pause=True))
    assert run(resume, port=port).exception is not None
    assert [order.pause for order in waiting(port)] == [True, False]


def test_watchers_that_start_after_a_resume_without_a_server_sense(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    manage(monkeypatch, port)
    remembered = remembered_path("pause", f"http://127.0.0.1:{port}")
    write_private_text(remembered, '{"until": null}')
    assert run(resume, port=port).exit_code == 0
    assert not remembered.exists()
