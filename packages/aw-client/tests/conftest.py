"""What the tests share: folders of their own, a server at the edge, client processes that can be killed."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# Test modules are imported by file, so what lies beside them is put where an import finds it.
sys.path.insert(0, str(Path(__file__).parent))

from fake_aw_server import ClientProcess, FakeServer, free_port

settings.register_profile("default", max_examples=50, deadline=None)
settings.register_profile("nightly", max_examples=2000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every folder of the user is a fresh one, and no setting comes from the environment."""
    for name in [name for name in os.environ if name.startswith("AW_")]:
        monkeypatch.delenv(name)
    for name in ("HOME", "USERPROFILE", "LOCALAPPDATA", "APPDATA"):
        monkeypatch.setenv(name, str(tmp_path))
    for kind in ("CONFIG", "DATA", "CACHE", "STATE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(tmp_path / kind.lower()))


@pytest.fixture
def server() -> Iterator[FakeServer]:
    fake = FakeServer(free_port()).start()
    yield fake
    fake.stop()


@pytest.fixture
def start_client(server: FakeServer) -> Iterator[Callable[[], ClientProcess]]:
    """Starts clients in processes of their own, of the fixture's server; none is left behind."""
    started: list[ClientProcess] = []

    def start() -> ClientProcess:
        started.append(ClientProcess(server.port, os.environ))
        return started[-1]

    yield start
    for process in started:
        process.kill()
