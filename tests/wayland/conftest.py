"""The Wayland sessions as fixtures: each is started once, and every test finds it without windows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from sessions import SESSIONS, Session


@pytest.fixture(scope="session", params=SESSIONS)
def started(request: pytest.FixtureRequest) -> Iterator[Session]:
    """Each kind of desktop in turn."""
    with ExitStack() as stack:
        yield SESSIONS[request.param](stack)


@pytest.fixture(params=SESSIONS)
def dying(request: pytest.FixtureRequest) -> Iterator[Session]:
    """Each kind of desktop in turn, to be killed."""
    with ExitStack() as stack:
        yield SESSIONS[request.param](stack)


@pytest.fixture
def desktop(started: Session) -> Iterator[Session]:
    """The desktop, without windows at the start and at the end."""
    try:
        yield started
    finally:
        started.close_all()
