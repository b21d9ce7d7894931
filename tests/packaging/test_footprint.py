"""What installing one piece brings along, as pip reads it from the packages' metadata."""

from __future__ import annotations

from importlib.metadata import requires

import pytest
from packaging.requirements import Requirement

SERVER_SIDE = {"flask", "numpy", "peewee", "werkzeug", "aw-datastore", "aw-query", "aw-server"}


def closure(distribution: str) -> set[str]:
    """The distribution and everything that comes with it here, without extras."""
    found: set[str] = set()
    pending = [distribution]
    while pending:
        name = pending.pop()
        if name in found:
            continue
        found.add(name)
        lines = [Requirement(line) for line in requires(name) or []]
        pending += [
            line.name.lower() for line in lines if not line.marker or line.marker.evaluate({"extra": ""})
        ]
    return found


@pytest.mark.parametrize("watcher", ["aw-watcher-afk", "aw-watcher-web", "aw-watcher-window"])
def test_a_watcher_brings_nothing_of_the_server(watcher: str) -> None:
    assert not closure(watcher) & SERVER_SIDE


def test_the_manager_brings_nothing_of_the_server() -> None:
    assert not closure("aw-manager") & SERVER_SIDE


def test_aw_core_brings_only_small_things() -> None:
    assert closure("aw-core") == {"aw-core", "platformdirs", "tomlkit"}
