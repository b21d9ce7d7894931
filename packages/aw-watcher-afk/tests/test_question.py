"""When somebody on a bus is asked again, and for how long what was known stands in for an answer."""

from __future__ import annotations

import pytest

from aw_client.errors import DesktopError, NoAnswerError
from aw_watcher_afk.senses.question import Question


class Asked:
    """Who is asked, and the clock: by seconds, what it says; nothing means that it is late."""

    def __init__(self, answers: dict[range, bool | None]) -> None:
        self.answers = answers
        self.now = 0.0
        self.times: list[float] = []
        self.question = Question(self.answer, lambda: self.now)

    def answer(self) -> bool:
        self.times.append(self.now)
        (answer,) = (said for seconds, said in self.answers.items() if int(self.now) in seconds)
        if answer is None:
            raise NoAnswerError("nobody answered")
        return answer

    def known(self, *seconds: int) -> list[bool | None]:
        """What is known at these times, when it is looked at every second from now on."""
        known = {}
        for second in range(int(self.now), max(seconds) + 1):
            self.now = float(second)
            self.question.ask_if_due()
            known[second] = self.question.answer
        return [known[second] for second in seconds]


def test_what_does_not_hold_is_asked_once_and_what_holds_now_and_then() -> None:
    no, yes = Asked({range(1000): False}), Asked({range(1000): True})
    assert no.known(0, 200) == [False, False]
    assert no.times == [0]
    assert yes.known(0, 70) == [True, True]
    assert yes.times == [0, 31, 62]


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("after", [True, False])
def test_until_a_late_answer_comes_what_was_known_stays_and_it_is_asked_soon(
    before: bool, after: bool
) -> None:
    asked = Asked({range(10): before, range(10, 40): None, range(40, 1000): after})
    assert asked.known(9) == [before]
    asked.now = 10
    asked.question.renew()
    asked.times.clear()
    assert asked.known(39, 60) == [before, after]
    assert len([time for time in asked.times if time < 40]) >= 4
    assert max(time for time in asked.times if time <= 46) >= 40


def test_who_stays_silent_is_believed_for_a_while_and_then_asked_rarely() -> None:
    asked = Asked({range(31): True, range(31, 600): None, range(600, 1000): True})
    assert asked.known(31, 90, 110, 599, 640) == [True, True, None, None, True]
    assert len([time for time in asked.times if 110 <= time < 600]) < 20


def test_a_signal_answers_it() -> None:
    asked = Asked({range(1000): None})
    assert asked.known(10) == [None]
    asked.times.clear()
    asked.question.note(False)
    assert asked.known(100) == [False]
    assert asked.times == []


def test_an_error_is_told_and_it_is_not_asked_at_once_again() -> None:
    asked = Asked({range(1000): True})

    def refuse() -> bool:
        asked.times.append(asked.now)
        raise DesktopError("no such method")

    question = Question(refuse, lambda: asked.now)
    with pytest.raises(DesktopError, match="no such method"):
        question.ask_if_due()
    question.ask_if_due()
    assert len(asked.times) == 1


def test_of_who_is_gone_nothing_is_known_until_the_next_answer() -> None:
    asked = Asked({range(10): True, range(10, 1000): False})
    assert asked.known(0) == [True]
    asked.question.forget()
    assert asked.question.answer is None
    asked.now = 10
    asked.question.renew()
    asked.question.ask_if_due()
    assert asked.question.answer is False
