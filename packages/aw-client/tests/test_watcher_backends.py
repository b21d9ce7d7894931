from __future__ import annotations

import logging
from collections.abc import Callable
from typing import ClassVar

import pytest

from aw_client.watcher import WatcherUnavailableError, first_that_works, imported_late, survey


def refusing(reason: str) -> Callable[[dict[str, str]], str]:
    def refuse(_: dict[str, str]) -> str:
        raise WatcherUnavailableError(reason)

    return refuse


def working(environ: dict[str, str]) -> str:
    return f"sees {environ['DISPLAY']}"


def second(_: dict[str, str]) -> str:
    return "was not its turn"


class Closing:
    """A backend that knows whether it was closed."""

    opened: ClassVar[list[Closing]] = []

    def __init__(self, _: dict[str, str]) -> None:
        self.closed = False
        self.opened.append(self)

    def close(self) -> None:
        self.closed = True


def test_the_first_backend_that_works_is_taken() -> None:
    backends = {"first": refusing("no first"), "good": working, "second": second}
    assert first_that_works(backends, {"DISPLAY": ":0"}) == "sees :0"


def test_the_log_says_what_was_refused_before_and_why(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        first_that_works({"wayland": refusing("no socket"), "x11": working}, {"DISPLAY": ":0"})
    assert "wayland: no socket" in caplog.text


def test_when_none_works_each_reason_is_given_once() -> None:
    backends = {"a": refusing("no socket"), "b": refusing("no display"), "c": refusing("no socket")}
    with pytest.raises(WatcherUnavailableError) as caught:
        first_that_works(backends, {})
    assert str(caught.value) == "a, c: no socket; b: no display"


def test_a_survey_tells_of_each_and_leaves_none_open() -> None:
    assert list(survey({"a": refusing("no socket"), "b": Closing}, {})) == [("a", "no socket"), ("b", "")]
    assert [backend.closed for backend in Closing.opened] == [True]


def test_a_backend_that_fails_as_nobody_foresaw_keeps_nothing_from_the_others() -> None:
    def failing(_: dict[str, str]) -> Closing:
        raise OSError("the display is gone")

    assert list(survey({"a": failing, "b": Closing}, {})) == [
        ("a", "failed: OSError: the display is gone"),
        ("b", ""),
    ]


def test_a_backend_is_imported_when_it_is_its_turn() -> None:
    assert imported_late("builtins", "sorted")("ba") == ["a", "b"]


def test_a_library_that_is_not_installed_is_a_refusal() -> None:
    with pytest.raises(WatcherUnavailableError, match="no_such_library is not installed"):
        imported_late("no_such_library", "Backend")({})
