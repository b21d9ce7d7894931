"""What every test of this package needs: folders of its own, a datastore of each kind, hypothesis profiles."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from aw_datastore import Datastore
from aw_datastore.storages import MemoryStorage, SqliteStorage

# Test modules are imported by file, so the helpers beside them are put where an import finds them.
sys.path.insert(0, str(Path(__file__).parent))

settings.register_profile("default", max_examples=60, deadline=None)
settings.register_profile(
    "nightly", max_examples=3000, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


@pytest.fixture(autouse=True)
def _isolated_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the user's folders."""
    for name in ("HOME", "USERPROFILE", "LOCALAPPDATA", "APPDATA"):
        monkeypatch.setenv(name, str(tmp_path))
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "events.db"


@pytest.fixture
def sqlite(path: Path) -> Iterator[Datastore]:
    with Datastore(SqliteStorage, testing=True, filepath=path) as datastore:
        yield datastore


@pytest.fixture(params=["sqlite", "memory"])
def datastore(request: pytest.FixtureRequest, path: Path) -> Iterator[Datastore]:
    """A datastore of each kind: what is tested with it is promised by all."""
    kinds: dict[str, Callable[[], Datastore]] = {
        "sqlite": lambda: Datastore(SqliteStorage, testing=True, filepath=path),
        "memory": lambda: Datastore(MemoryStorage, testing=True),
    }
    with kinds[request.param]() as made:
        yield made
