"""Fixtures for the tests that cross packages."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from commands import LiveServer, live_server
from homes import environment

# Sessions of X11 and Wayland, with libraries that are there on Linux alone.
collect_ignore = [] if sys.platform == "linux" else ["desktop", "wayland"]

hypothesis.settings.register_profile("default", deadline=None, max_examples=50)
hypothesis.settings.register_profile("nightly", deadline=None, max_examples=2000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """This test's home folder; the test's own process uses it as well."""
    folder = tmp_path / "home"
    for name, value in environment(folder).items():
        monkeypatch.setenv(name, value)
    for name in [name for name in os.environ if name.startswith("AW_")]:
        monkeypatch.delenv(name)
    return folder


@pytest.fixture(name="server")
def _server(home: Path) -> Iterator[LiveServer]:
    """A running aw-server in testing mode on a port of its own."""
    with live_server(home) as server:
        yield server
