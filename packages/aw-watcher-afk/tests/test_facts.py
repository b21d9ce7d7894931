from __future__ import annotations

from datetime import UTC, datetime

import pytest

from aw_watcher_afk.facts import Fact, changes, reasons
from aw_watcher_afk.signals import Asleep, Awake, Begins, Ends, Locked, Reason, Unlocked

NOW = datetime(2026, 3, 1, tzinfo=UTC)
ALL = frozenset(Reason)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (set(), set()),
        ({Fact.MICROPHONE, Fact.CAMERA}, set()),
        ({Fact.SOUND}, {Reason.AUDIO}),
        ({Fact.SOUND, Fact.MICROPHONE}, {Reason.AUDIO, Reason.CALL}),
        ({Fact.SOUND, Fact.CAMERA}, {Reason.AUDIO, Reason.CALL}),
        ({Fact.FULLSCREEN}, {Reason.FULLSCREEN}),
        ({Fact.GAMEPAD, Fact.LOCKED, Fact.ASLEEP}, {Reason.GAMEPAD}),
    ],
)
def test_which_reasons_follow_from_which_facts(facts: set[Fact], expected: set[Reason]) -> None:
    assert reasons(facts, ALL) == expected
    assert not reasons(facts, frozenset())


def test_a_change_of_facts_is_told_as_signals_and_no_change_as_none() -> None:
    call = {Fact.SOUND, Fact.MICROPHONE, Fact.LOCKED}
    assert list(changes(set(), call, ALL, NOW)) == [
        Locked(NOW),
        Begins(NOW, Reason.AUDIO),
        Begins(NOW, Reason.CALL),
    ]
    assert list(changes(call, {Fact.SOUND}, ALL, NOW)) == [Unlocked(NOW), Ends(NOW, Reason.CALL)]
    assert list(changes(set(), {Fact.ASLEEP}, ALL, NOW)) == [Asleep(NOW)]
    assert list(changes({Fact.ASLEEP}, set(), ALL, NOW)) == [Awake(NOW)]
    assert not list(changes(call, call, ALL, NOW))
