"""What the tests share: folders of their own, an app over a real database, the same app on a real port."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings

# Test modules are imported by file, so the helpers beside them are put where an import finds them.
sys.path.insert(0, str(Path(__file__).parent))

from live import Live, live

from aw_datastore import Datastore
from aw_datastore.storages import SqliteStorage
from aw_server import ServerSettings, create_app

settings.register_profile("default", max_examples=40, deadline=None)
settings.register_profile(
    "nightly", max_examples=3000, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

DEVICE = "11111111-2222-3333-4444-555555555555"

MakeApp = Callable[..., Flask]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """This test's home: no test reads or writes the user's folders, nor obeys the user's settings."""
    folder = tmp_path / "home"
    folder.mkdir()
    for name in ("HOME", "USERPROFILE", "LOCALAPPDATA", "APPDATA"):
        monkeypatch.setenv(name, str(folder))
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(folder / name))
    for name in [name for name in os.environ if name.startswith("AW_") or name == "LOG_LEVEL"]:
        monkeypatch.delenv(name)
    return folder


@pytest.fixture
def datastore(tmp_path: Path) -> Iterator[Datastore]:
    with Datastore(SqliteStorage, testing=True, filepath=tmp_path / "events.db") as opened:
        yield opened


@pytest.fixture
def make_app(tmp_path: Path, datastore: Datastore) -> MakeApp:
    """Makes an app over the test's database; keyword arguments are settings of the server."""

    def make(**changes: object) -> Flask:
        told: dict[str, object] = {
            "device_id": DEVICE,
            "hostname": "this-machine",
            "settings_file": tmp_path / "settings.json",
            "testing": True,
        }
        return create_app(ServerSettings(**{**told, **changes}), datastore)

    return make


@pytest.fixture
def client(make_app: MakeApp) -> FlaskClient:
    return make_app().test_client()


@pytest.fixture
def server(make_app: MakeApp) -> Iterator[Live]:
    """The app in testing mode behind a socket of its own."""
    with live(make_app()) as running:
        yield running
