"""What looks at the clocks, the idle time and the facts make of a night, a film, a call and a clock that is set."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import pytest
from computer import BY_DEFAULT, CALL, HOUR, MINUTE, Story, computer

from aw_watcher_afk.clock import Clock
from aw_watcher_afk.facts import Fact
from aw_watcher_afk.signals import Reason


def test_a_night_asleep_is_told_by_the_clocks_alone() -> None:
    pc = computer()
    pc.run(MINUTE, used=True)
    pc.sleep(8 * HOUR)
    pc.run(10)
    pc.run(MINUTE, used=True)
    woke = MINUTE + 8 * HOUR
    assert pc.story() == [
        (0, MINUTE, "input"),
        (MINUTE, woke, "asleep"),
        (woke, woke + 15, "idle"),
        (woke + 15, woke + 10 + MINUTE, "input"),
    ]


def test_a_night_asleep_in_a_call_that_somebody_forgot_to_leave_is_no_presence() -> None:
    pc = computer()
    pc.run(MINUTE, used=True)
    pc.turn(*CALL, on=True)
    pc.run(10 * MINUTE)
    pc.sleep(8 * HOUR)
    pc.run(MINUTE)
    last = pc.wall
    assert pc.story() == [
        (0, MINUTE, "input"),
        (MINUTE, 11 * MINUTE, "call"),
        (11 * MINUTE, last - MINUTE, "asleep"),
        (last - MINUTE, last, "idle"),
    ]


@pytest.mark.parametrize("length", [1.0, 3.0, 20.0, 100.0, 7000.0])
def test_a_sleep_of_any_length_is_seen_by_the_clocks(length: float) -> None:
    pc = computer()
    pc.run(MINUTE, used=True)
    pc.sleep(length)
    pc.run(MINUTE, used=True)
    assert (MINUTE, MINUTE + length, "asleep") in pc.story()
    assert sum(end - start for start, end, why in pc.story() if why == "input") == pytest.approx(
        2 * MINUTE, abs=6
    )


def test_the_signal_of_a_sleep_says_when_it_began_and_the_clocks_how_long_it_was() -> None:
    pc = computer()
    pc.run(MINUTE, used=True)
    pc.pass_by(2)
    pc.touched = pc.awake
    pc.turn(Fact.ASLEEP, on=True)
    pc.sleep(8 * HOUR)
    pc.pass_by(1)
    pc.turn(Fact.ASLEEP, on=False)
    woke = 62 + 8 * HOUR
    assert pc.story() == [(0, 62, "input"), (62, woke, "asleep"), (woke, woke + 1, "idle")]


def test_without_the_clocks_a_look_that_comes_late_is_a_sleep_as_it_always_was() -> None:
    pc = computer(suspend=False)
    pc.run(MINUTE, used=True)
    pc.sleep(8 * HOUR)
    pc.run(5, used=True)
    assert [why for *_, why in pc.story()] == ["input", "asleep", "idle"]


def film(reasons: Iterable[Reason]) -> Story:
    pc = computer(reasons)
    pc.run(MINUTE, used=True)
    pc.turn(Fact.FULLSCREEN, Fact.SOUND, on=True)
    pc.run(HOUR)
    pc.turn(Fact.FULLSCREEN, Fact.SOUND, on=False)
    pc.run(MINUTE, used=True)
    return pc.story()


def test_an_hour_of_film_is_presence_by_its_window_or_by_its_sound_or_an_absence() -> None:
    """The key that ends it belongs to what comes after."""
    last = HOUR + MINUTE
    for reasons, why in [
        ({Reason.FULLSCREEN}, "fullscreen"),
        ({Reason.AUDIO}, "audio"),
        ({Reason.AUDIO, Reason.FULLSCREEN}, "fullscreen"),
        (BY_DEFAULT, "fullscreen"),
    ]:
        assert film(reasons) == [
            (0, MINUTE, "input"),
            (MINUTE, last + 5, why),
            (last + 5, last + MINUTE, "input"),
        ]
    for none in ((), {Reason.CALL}, {Reason.GAMEPAD}):
        assert [why for *_, why in film(none)] == ["input", "idle", "input"]


def test_music_while_nobody_is_there_is_an_absence_by_default() -> None:
    pc = computer()
    pc.turn(Fact.SOUND, on=True)
    pc.run(MINUTE, used=True)
    pc.run(HOUR)
    assert pc.story() == [(0, MINUTE, "input"), (MINUTE, MINUTE + HOUR, "idle")]


@pytest.mark.parametrize("device", [Fact.MICROPHONE, Fact.CAMERA])
def test_a_call_is_a_microphone_or_a_camera_while_something_sounds(device: Fact) -> None:
    pc = computer()
    pc.run(MINUTE, used=True)
    pc.turn(device, Fact.SOUND, on=True)
    pc.run(HOUR)
    assert pc.story()[-1] == (MINUTE, MINUTE + HOUR, "call")


@pytest.mark.parametrize("device", [Fact.MICROPHONE, Fact.CAMERA])
def test_a_recording_without_sound_is_no_call(device: Fact) -> None:
    pc = computer()
    pc.turn(device, on=True)
    pc.run(HOUR)
    assert [why for *_, why in pc.story()] == ["idle"]


def test_a_call_is_told_from_the_last_input_on_though_it_was_muted_for_a_while() -> None:
    pc = computer()
    pc.run(MINUTE, used=True)
    pc.turn(*CALL, on=True)
    pc.run(10 * MINUTE)
    pc.turn(Fact.MICROPHONE, on=False)
    pc.run(MINUTE)
    pc.turn(Fact.MICROPHONE, on=True)
    pc.run(10 * MINUTE)
    assert pc.story() == [(0, MINUTE, "input"), (MINUTE, 22 * MINUTE, "call")]


def test_a_locked_screen_while_a_film_goes_on_is_an_absence() -> None:
    pc = computer()
    pc.turn(Fact.FULLSCREEN, on=True)
    pc.run(MINUTE, used=True)
    pc.turn(Fact.LOCKED, on=True)
    pc.run(HOUR)
    pc.turn(Fact.LOCKED, on=False)
    pc.run(MINUTE, used=True)
    assert [why for *_, why in pc.story()] == ["input", "locked", "input"]


@pytest.mark.parametrize("by", [HOUR, -HOUR, 12 * HOUR, -12 * HOUR, 3.0, -3.0])
def test_a_clock_that_is_set_neither_loses_nor_doubles_time(by: float) -> None:
    pc = computer()
    pc.run(10 * MINUTE, used=True)
    pc.wall += by
    pc.run(20 * MINUTE, used=True)
    spans = pc.story()
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    lived_twice = max(0.0, min(10 * MINUTE, -by)) if by > -20 * MINUTE else 0.0
    assert sum(end - start for start, end, _ in spans) == pytest.approx(30 * MINUTE - lived_twice, abs=0.01)
    assert {why for *_, why in spans} == {"input"}


@pytest.mark.parametrize("by", [12 * HOUR, -12 * HOUR])
def test_a_clock_that_is_set_ends_neither_a_call_nor_the_pause_after_it(by: float) -> None:
    pc = computer()
    pc.run(MINUTE, used=True)
    pc.turn(*CALL, on=True)
    pc.run(10 * MINUTE)
    pc.wall += by
    pc.run(10 * MINUTE)
    pc.turn(*CALL, on=False)
    pc.run(MINUTE)
    pc.wall += by
    pc.run(MINUTE)
    pc.run(MINUTE, used=True)
    assert {why for *_, why in pc.story()} == {"input", "call"}


def test_a_clock_that_drifts_or_is_slewed_does_nothing() -> None:
    pc = computer()
    for _ in range(100):
        pc.run(5, used=True)
        pc.wall += 0.4
    assert len(pc.story()) == 1


def test_a_pause_of_the_watcher_is_told_as_nothing_even_if_the_machine_slept_in_it() -> None:
    pc = computer()
    pc.run(MINUTE, used=True)
    pc.pass_by(20 * MINUTE)
    pc.sleep(HOUR)
    pc.pass_by(20 * MINUTE)
    pc.touched = pc.awake
    pc.look()
    pc.run(MINUTE, used=True)
    resumed = pc.wall - MINUTE
    assert pc.story() == [(0, MINUTE, "input"), (resumed, resumed + MINUTE, "input")]


def test_a_stop_right_after_a_sleep_claims_nothing_of_it() -> None:
    pc = computer()
    pc.run(MINUTE, used=True)
    pc.sleep(HOUR)
    pc.pass_by(2)
    pc.heartbeats += pc.observer.finish(pc.reading())
    assert not any(why == "input" and end > MINUTE for _, end, why in pc.story())


@pytest.mark.parametrize("suspend", [True, False])
@pytest.mark.parametrize("slept", [0.0, HOUR])
@pytest.mark.parametrize("length", [4.0, 12.0, 2 * HOUR])
def test_of_the_time_in_which_recording_is_paused_nothing_is_said(
    suspend: bool, slept: float, length: float
) -> None:
    pc = computer(suspend=suspend)
    pc.run(MINUTE, used=True)
    pc.observer.pause()
    pc.pass_by(length)
    pc.sleep(slept)
    pc.touched = pc.awake
    pc.observer.pause()
    pc.look()
    pc.run(MINUTE, used=True)
    resumed = MINUTE + length + slept
    assert pc.story() == [(0, MINUTE, "input"), (resumed, resumed + MINUTE, "input")]


def test_a_watcher_that_is_stopped_in_a_pause_says_nothing_of_it() -> None:
    pc = computer()
    pc.run(MINUTE, used=True)
    pc.observer.pause()
    pc.pass_by(8)
    pc.heartbeats += pc.observer.finish(pc.reading())
    assert pc.story() == [(0, MINUTE, "input")]


def test_a_machine_that_slept_in_a_pause_finds_nobody_there_after_it() -> None:
    """Its counter of idle time says a few seconds, for it stood still, and a film goes on."""
    pc = computer()
    pc.turn(Fact.FULLSCREEN, on=True)
    pc.run(MINUTE, used=True)
    pc.observer.pause()
    pc.sleep(8 * HOUR)
    pc.pass_by(5)
    pc.look()
    pc.run(HOUR)
    woke = MINUTE + 8 * HOUR + 5
    assert pc.story() == [(0, MINUTE, "input"), (woke, woke + HOUR, "idle")]


def test_a_lock_of_which_nothing_tells_any_more_brings_nobody_back() -> None:
    """With sound as evidence that would be two hours of presence in the night."""
    pc = computer({Reason.AUDIO})
    pc.turn(Fact.SOUND, on=True)
    pc.run(MINUTE, used=True)
    pc.turn(Fact.LOCKED, on=True)
    pc.run(HOUR)
    pc.facts.discard(Fact.LOCKED)
    pc.known = frozenset(Fact) - {Fact.LOCKED}
    pc.run(HOUR)
    lost = MINUTE + HOUR + 5
    assert pc.story() == [(0, MINUTE, "input"), (MINUTE, lost, "locked"), (lost, lost - 5 + HOUR, "idle")]


def test_the_clocks_of_this_machine_agree_when_it_does_not_sleep() -> None:
    clock = Clock()
    first, second = clock.read(), clock.read()
    assert second.awake - first.awake >= 0
    assert second.steady - first.steady == pytest.approx(second.awake - first.awake, abs=0.4)
    assert (second.wall - first.wall).total_seconds() == pytest.approx(second.steady - first.steady, abs=0.4)
