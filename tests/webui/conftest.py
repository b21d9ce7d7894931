"""Servers with something to show, and pages of a browser that fail their test on any fault."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from commands import LiveServer, live_server
from playwright.sync_api import Browser

from webui.browser import ZONE, Visit, Windows, run_chromium
from webui.history import device, editor, stopwatches
from webui.reckoning import Reckoner
from webui.servers import import_buckets, production, year_server

_WINDOWS = pytest.StashKey[Windows]()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A running browser."""
    with run_chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def year(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Iterator[LiveServer]:
    """A server with 365 days of two computers up to now; no test changes anything on it."""
    assert pytestconfig.cache is not None
    with year_server(pytestconfig.cache.mkdir("webui"), tmp_path_factory.mktemp("year")) as server:
        yield server


@pytest.fixture(scope="session")
def reckoned(year: LiveServer) -> Reckoner:
    """Reckons what the pages of the year must show."""
    return Reckoner(year, ZONE)


@pytest.fixture
def empty(home: Path) -> Iterator[LiveServer]:
    """A server on which nothing was ever recorded."""
    with live_server(home, *production(home / "events.db")) as server:
        yield server


@pytest.fixture
def week(empty: LiveServer) -> LiveServer:
    """A server of the test's own with the eight days of one computer up to yesterday."""
    today = datetime.now(UTC).date()
    days = [today - timedelta(days=back) for back in range(8, 0, -1)]
    import_buckets(empty, {**device("laptop", days, seed=5), **editor("laptop", days), **stopwatches(days)})
    return empty


@pytest.fixture
def visit(chromium: Browser, request: pytest.FixtureRequest, tmp_path: Path) -> Visit:
    """Opens pages; what went wrong on them fails the test. Of a test that failed they are kept as pictures."""
    windows = request.node.stash[_WINDOWS] = Windows(chromium, tmp_path)
    return windows.visit


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Function) -> Generator[None, None, None]:
    """Close a test's windows when it is over, while its servers still run: what they miss later is no fault."""
    windows = item.stash.get(_WINDOWS, None)
    if windows is None:
        return (yield)
    try:
        yield
    except BaseException:
        windows.keep_pictures()
        raise
    finally:
        faults = windows.close()
    assert not faults, "\n".join(faults)
