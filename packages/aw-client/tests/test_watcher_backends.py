from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import ClassVar

import pytest
from click.testing import CliRunner, Result

from aw_client.watcher import WatcherUnavailableError, imported_late, survey, watcher_command
from aw_client.watcher.backends import choose


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
    choice = choose(backends, {"DISPLAY": ":0"})
    assert (choice.name, choice.backend, choice.refused) == ("good", "sees :0", {"first": "no first"})


def test_the_log_says_what_was_refused_before_and_why(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        choose({"wayland": refusing("no socket"), "x11": working}, {"DISPLAY": ":0"})
    assert "wayland: no socket" in caplog.text


def test_when_none_works_each_reason_is_given_once() -> None:
    backends = {"a": refusing("no socket"), "b": refusing("no display"), "c": refusing("no socket")}
    with pytest.raises(WatcherUnavailableError) as caught:
        choose(backends, {})
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


def listed(*arguments: str) -> Result:
    return CliRunner().invoke(
        watcher_command(
            "aw-watcher-test",
            [],
            lambda _: pytest.fail("it is not to start"),
            help="",
            backends={"a": refusing("no socket:\n\nworks here"), "b": Closing},
            more_backends={"besides": {"c": Closing}},
        ),
        arguments,
    )


def test_the_list_has_one_line_for_each_backend_whatever_it_says() -> None:
    assert (
        listed("--list-backends").output
        == "a: no socket: works here\nb: works here\n\nbesides:\nc: works here\n"
    )


@pytest.mark.parametrize("arguments", [("--list-backends", "--json"), ("--json", "--list-backends")])
def test_the_list_for_programs_has_each_reason_whole(arguments: tuple[str, ...]) -> None:
    assert json.loads(listed(*arguments).output) == [
        {"name": "a", "section": "", "works": False, "reason": "no socket:\n\nworks here"},
        {"name": "b", "section": "", "works": True, "reason": ""},
        {"name": "c", "section": "besides", "works": True, "reason": ""},
    ]


def test_json_without_the_list_is_refused() -> None:
    refused = listed("--json")
    assert refused.exit_code == 2
    assert "--json goes with --list-backends" in refused.output
