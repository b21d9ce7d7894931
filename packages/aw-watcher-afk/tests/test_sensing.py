from __future__ import annotations

import logging
from datetime import UTC, datetime

import pytest

from aw_client.errors import DesktopError, WatcherUnavailableError
from aw_watcher_afk.config import Config
from aw_watcher_afk.errors import SourceAwayError
from aw_watcher_afk.facts import Fact, changes
from aw_watcher_afk.sensing import BY_PLATFORM, Entry, Senses
from aw_watcher_afk.signals import Locked, Reason, Unlocked


class Told:
    """A sense that knows what a test says, and works while it does."""

    name = "what the test says"
    files = ()

    def __init__(self, *facts: Fact) -> None:
        self.facts = frozenset(facts)
        self.works = True
        self.fault: Exception | None = None
        self.closed = 0

    def entry(self, *knows: Fact) -> Entry:
        return Entry(frozenset(knows) or self.facts, lambda _environ: self.opened())

    def opened(self) -> Told:
        if not self.works:
            raise WatcherUnavailableError("it does not work here")
        return self

    def look(self) -> frozenset[Fact]:
        if not self.works:
            raise DesktopError("it is gone")
        if self.fault is not None:
            raise self.fault
        return self.facts

    def close(self) -> None:
        self.closed += 1


def config(*reasons: Reason, lock: bool = True) -> Config:
    return Config(timeout=180.0, poll_time=5.0, reasons=frozenset(reasons), lock=lock)


def test_the_facts_of_all_senses_that_work_are_joined() -> None:
    broken = Told(Fact.LOCKED)
    broken.works = False
    entries = {
        "one": Told(Fact.LOCKED).entry(),
        "two": Told(Fact.SOUND).entry(),
        "three": broken.entry(),
    }
    senses = Senses(config(Reason.AUDIO), {}, entries)
    assert senses.look() == {Fact.LOCKED, Fact.SOUND}


def test_a_sense_that_nobody_asked_for_is_never_opened() -> None:
    pad, sound = Told(Fact.GAMEPAD), Told(Fact.SOUND, Fact.MICROPHONE)
    senses = Senses(config(Reason.AUDIO, lock=False), {}, {"pad": pad.entry(), "sound": sound.entry()})
    assert senses.look() == {Fact.SOUND}
    senses.close()
    assert (pad.closed, sound.closed) == (0, 1)


def test_what_is_on_but_cannot_be_noticed_is_said_with_the_reason(caplog: pytest.LogCaptureFixture) -> None:
    broken = Told(Fact.LOCKED)
    broken.works = False
    senses = Senses(
        config(Reason.CALL, Reason.GAMEPAD), {}, {"lock": broken.entry(), "sound": Told(Fact.SOUND).entry()}
    )
    assert senses.missing() == {
        "lock": "lock: it does not work here",
        "call": "nothing on this platform tells of it",
        "gamepad": "nothing on this platform tells of it",
    }
    warned = [record.message for record in caplog.records if record.levelno == logging.WARNING]
    assert any("`lock` is on" in line and "it does not work here" in line for line in warned)


def test_a_sense_that_is_lost_takes_its_facts_along_and_is_tried_again() -> None:
    now = 0.0
    lock = Told(Fact.LOCKED)
    senses = Senses(config(), {}, {"lock": lock.entry()}, clock=lambda: now)
    assert senses.look() == {Fact.LOCKED}
    lock.works = False
    assert senses.look() == frozenset()
    assert lock.closed == 1
    assert senses.missing() == {"lock": "lock: it is gone"}
    lock.works = True
    assert senses.look() == frozenset()
    now = 1000.0
    assert senses.look() == {Fact.LOCKED}
    assert not senses.missing()


def test_a_sense_that_worked_is_tried_again_soon_though_another_never_works() -> None:
    now, tries = 0.0, []
    lock, sound = Told(Fact.LOCKED), Told(Fact.SOUND)
    sound.works = False

    def factory(_environ: object) -> Told:
        tries.append(now)
        return lock.opened()

    entries = {"lock": Entry(lock.facts, factory), "sound": sound.entry()}
    senses = Senses(config(Reason.AUDIO), {}, entries, clock=lambda: now)
    for second in range(3000):
        now = float(second)
        lock.works = not 2000 <= now < 2025
        senses.look()
    assert tries == [0.0, 2010.0, 2030.0]
    assert senses.look() == {Fact.LOCKED}


def test_a_sense_that_works_for_a_moment_only_is_tried_ever_more_rarely() -> None:
    now = 0.0
    lock = Told(Fact.LOCKED)
    opened: list[float] = []

    def factory(_environ: object) -> Told:
        opened.append(now)
        lock.works = True
        return lock

    senses = Senses(config(), {}, {"lock": Entry(lock.facts, factory)}, clock=lambda: now)
    for second in range(3600):
        now = float(second)
        senses.look()
        lock.works = False
    assert len(opened) < 20


@pytest.mark.parametrize("lost", [SourceAwayError("it is away"), DesktopError("it is gone"), TypeError()])
@pytest.mark.parametrize("another", [False, True])
def test_a_lock_whose_source_is_lost_was_not_opened_by_somebody(lost: Exception, another: bool) -> None:
    """Whether or not another source, which never told of the lock, goes on to say that there is none."""
    lock, other = Told(Fact.LOCKED), Told()
    entries = {"lock": lock.entry()} | ({"other": other.entry(Fact.LOCKED)} if another else {})
    senses = Senses(config(), {}, entries)
    before = senses.look()
    lock.fault = lost
    after, now = senses.look(), datetime(2026, 3, 1, tzinfo=UTC)
    assert list(changes(before, after, set(), now, senses.known)) == [Unlocked(now, by_someone=False)]
    assert ("lock" in senses.missing()) is (not another or isinstance(lost, TypeError))
    senses.look()
    assert (Fact.LOCKED in senses.known) is another


def test_a_sense_whose_source_is_away_stays_open_and_tells_as_soon_as_it_is_back(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    now = datetime(2026, 3, 1, tzinfo=UTC)
    lock = Told(Fact.LOCKED)
    senses = Senses(config(), {}, {"lock": lock.entry()}, clock=lambda: 0.0)
    senses.look()
    lock.fault = SourceAwayError("it is away")
    for _ in range(3):
        assert not senses.look()
        assert senses.missing() == {"lock": "lock: it is away"}
    assert not senses.known
    lock.fault = None
    assert list(changes(set(), senses.look(), set(), now, senses.known)) == [Locked(now)]
    assert not senses.missing()
    lock.facts = frozenset()
    assert list(changes({Fact.LOCKED}, senses.look(), set(), now, senses.known)) == [Unlocked(now)]
    assert lock.closed == 0
    said = [record.message for record in caplog.records]
    assert [line for line in said if "away" in line] == ["not told for now: lock: it is away"]
    assert "told again: lock" in said


def test_a_sense_that_comes_after_the_start_is_found_but_looked_for_ever_more_rarely() -> None:
    now, tries = 0.0, []
    late = Told(Fact.LOCKED)
    late.works = False

    def factory(_environ: object) -> Told:
        tries.append(now)
        return late.opened()

    senses = Senses(config(), {}, {"lock": Entry(frozenset({Fact.LOCKED}), factory)}, clock=lambda: now)
    for second in range(3600):
        now = float(second)
        senses.look()
    assert tries[:4] == [0.0, 10.0, 30.0, 70.0]
    assert len(tries) < 20
    late.works = True
    now = 5000.0
    assert senses.look() == {Fact.LOCKED}


def test_a_sense_with_a_fault_ends_neither_the_watcher_nor_the_others(
    caplog: pytest.LogCaptureFixture,
) -> None:
    now = 0.0
    lock, saver = Told(Fact.LOCKED), Told(Fact.LOCKED)
    lock.fault = TypeError("a window's title")
    senses = Senses(config(), {}, {"lock": lock.entry(), "saver": saver.entry()}, clock=lambda: now)
    assert senses.look() == {Fact.LOCKED}
    assert lock.closed == 1
    assert senses.missing() == {"lock": "lock: it failed (TypeError); the log says more"}
    assert any(record.exc_info for record in caplog.records)
    lock.fault = None
    now = 1000.0
    assert senses.look() == {Fact.LOCKED}
    assert not senses.missing()


def test_a_sense_that_cannot_be_opened_for_a_fault_is_left_out() -> None:
    def broken(_environ: object) -> Told:
        raise TypeError("a fault")

    senses = Senses(config(), {}, {"lock": Entry(frozenset({Fact.LOCKED}), broken)})
    assert senses.look() == frozenset()
    assert senses.known == frozenset()
    assert "TypeError" in senses.missing()["lock"]


def test_senses_that_are_slow_do_not_make_a_look_late_and_each_has_its_turn() -> None:
    """Each takes two seconds; what there is no time for holds as it did."""
    now = 0.0
    senses_asked: list[str] = []

    class Slow(Told):
        def look(self) -> frozenset[Fact]:
            nonlocal now
            now += 2.0
            senses_asked.append(str(*self.facts))
            return super().look()

    slow = [Slow(fact) for fact in (Fact.LOCKED, Fact.SOUND, Fact.CAMERA, Fact.MICROPHONE)]
    entries = {str(number): sense.entry() for number, sense in enumerate(slow)}
    senses = Senses(config(Reason.CALL), {}, entries, clock=lambda: now)
    for _ in range(4):
        before = now
        facts = senses.look()
        assert now - before <= 5.0
    assert {*senses_asked} == {"locked", "sound", "camera", "microphone"}
    assert facts == {Fact.LOCKED, Fact.SOUND, Fact.CAMERA, Fact.MICROPHONE}


@pytest.mark.parametrize("platform", BY_PLATFORM)
def test_a_sense_that_does_not_work_here_says_so_in_one_line(platform: str) -> None:
    for name, entry in BY_PLATFORM[platform].items():
        reason = ""
        try:
            sense = entry.factory({})
        except WatcherUnavailableError as refusal:
            reason = str(refusal)
        else:
            sense.look()
            sense.close()
        assert len(reason.splitlines()) <= 1, name


def test_every_platform_notices_locks_calls_and_films() -> None:
    for entries in BY_PLATFORM.values():
        known = frozenset[Fact]().union(*(entry.facts for entry in entries.values()))
        assert known >= {Fact.LOCKED, Fact.SOUND, Fact.MICROPHONE, Fact.CAMERA, Fact.FULLSCREEN}
