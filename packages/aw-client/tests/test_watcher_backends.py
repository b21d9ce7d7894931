from __future__ import annotations

import logging
from collections.abc import Callable

import pytest

from aw_client.watcher import WatcherUnavailableError, first_that_works


def refusing(reason: str) -> Callable[[dict[str, str]], str]:
    def refuse(_: dict[str, str]) -> str:
        raise WatcherUnavailableError(reason)

    return refuse


def working(environ: dict[str, str]) -> str:
    return f"sees {environ['DISPLAY']}"


def second(_: dict[str, str]) -> str:
    return "was not its turn"


def test_the_first_backend_that_works_is_taken() -> None:
    assert first_that_works([refusing("no first"), working, second], {"DISPLAY": ":0"}) == "sees :0"


def test_the_log_says_what_was_refused_before(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        first_that_works([refusing("no socket"), working], {"DISPLAY": ":0"})
    assert "no socket" in caplog.text


def test_when_none_works_each_reason_is_given_once() -> None:
    with pytest.raises(WatcherUnavailableError) as caught:
        first_that_works([refusing("no socket"), refusing("no display"), refusing("no socket")], {})
    assert str(caught.value) == "no socket; no display"
