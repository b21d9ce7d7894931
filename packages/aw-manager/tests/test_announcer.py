"""Telling the user what happens."""

from __future__ import annotations

import logging
import sys

import pytest

from aw_manager.announcer import Announcer, Level


def test_line_is_plain_when_it_does_not_go_to_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    Announcer().say("aw-x", "it broke", Level.ERROR)
    assert capsys.readouterr().out == "aw-x: it broke\n"


@pytest.mark.parametrize(("verbose", "shown"), [(False, ""), (True, "aw-x: by the way\n")])
def test_detail_is_shown_only_when_asked_for(
    verbose: bool, shown: str, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, "aw-manager"):
        Announcer(verbose=verbose).say("aw-x", "by the way", Level.DETAIL)
    assert capsys.readouterr().out == shown
    assert caplog.messages == ["aw-x: by the way"]


def test_closed_terminal_does_not_stop_the_manager(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    class Gone:
        def write(self, _text: str) -> int:
            raise BrokenPipeError

        def flush(self) -> None:
            raise BrokenPipeError

    monkeypatch.setattr(sys, "stdout", Gone())
    Announcer().say("aw-x", "it broke", Level.ERROR)
    assert caplog.messages == ["aw-x: it broke"]
