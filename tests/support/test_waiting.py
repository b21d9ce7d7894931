"""A wait in vain tells what was so in the end."""

from __future__ import annotations

import pytest
from waiting import wait_until


def test_a_wait_in_vain_tells_what_was_so_in_the_end() -> None:
    log = ["starting"]

    def answers() -> bool:
        log.append("the database is locked")
        return False

    with pytest.raises(AssertionError, match=r"in vain until it answers: starting.*locked"):
        wait_until(answers, lambda: f"it answers: {' '.join(log)}", timeout=0.05)


def test_a_wait_gives_what_the_condition_is_in_the_end() -> None:
    answers = iter([None, 0, "here"])
    assert wait_until(lambda: next(answers), "there is an answer") == "here"
