"""The sessions that tests start are there when a test begins."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from sessions import listens

pytestmark = pytest.mark.desktop


def test_a_socket_whose_file_is_there_but_takes_no_connections_does_not_listen_yet(tmp_path: Path) -> None:
    path = tmp_path / "bus"
    assert not listens(path)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))
        assert path.exists()
        assert not listens(path)
        server.listen()
        assert listens(path)
