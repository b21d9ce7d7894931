"""A real X11 desktop as fixtures, and one to be killed; no test finds the user's own."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator

import pytest
from x11 import WAYLAND, Desktop, managed_display, x_server


@pytest.fixture(scope="session")
def display(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The display of a desktop with a window manager, for the whole session."""
    with managed_display(tmp_path_factory.mktemp("home")) as name:
        yield name


@pytest.fixture
def desktop(display: str) -> Iterator[Desktop]:
    """The desktop, without windows at the start and at the end."""
    desktop = Desktop(display)
    try:
        yield desktop
    finally:
        desktop.close_all()


@pytest.fixture
def dying_display() -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A display without a window manager and the process that serves it, to be killed."""
    with x_server() as served:
        yield served


@pytest.fixture(autouse=True)
def _no_desktop(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test finds the user's own desktop."""
    for name in ("DISPLAY", *WAYLAND):
        monkeypatch.delenv(name, raising=False)
