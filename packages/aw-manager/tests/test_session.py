"""Seeing that a desktop session has changed."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from aw_manager.session import session_of

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="sockets in folders are those of Unix")

Listen = Callable[[Path], None]


@pytest.fixture
def listen(monkeypatch: pytest.MonkeyPatch) -> Iterator[Listen]:
    with ExitStack() as stack:

        def listen(path: Path) -> None:
            monkeypatch.chdir(path.parent)  # the path of a socket must be short
            listening = stack.enter_context(socket.socket(socket.AF_UNIX))
            listening.bind(path.name)

        yield listen


def test_a_session_changes_with_displays_and_buses_and_with_nothing_else(
    tmp_path: Path, listen: Listen
) -> None:
    displays, runtime = tmp_path / "displays", tmp_path / "runtime"
    for folder in (displays, runtime):
        folder.mkdir()
    session = session_of({"XDG_RUNTIME_DIR": str(runtime)}, displays)
    seen = [session()]
    for path in (displays / "X0", runtime / "wayland-0", runtime / "bus"):
        listen(path)
        seen.append(session())
    assert len(set(seen)) == 4
    listen(runtime / "editor.sock")
    (runtime / "wayland-0.lock").touch()
    assert session() == seen[-1]
    (runtime / "wayland-0").unlink()
    assert session() not in {seen[-1], seen[0]}


def test_without_folders_there_is_no_session_and_no_error(tmp_path: Path) -> None:
    assert session_of({}, tmp_path / "none")() == frozenset()
    assert session_of({"XDG_RUNTIME_DIR": str(tmp_path / "gone")}, tmp_path / "none")() == frozenset()
