"""Days and nights as people have them, each with what the timeline must say of it; the clocks are arguments."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from computer import CALL, HOUR, MINUTE, Computer, computer

from aw_watcher_afk.facts import Fact
from aw_watcher_afk.observer import Observer

Told = list[tuple[float, str]]
"""For how many seconds each evidence holds, one after the other."""


def closed_over_night_without_a_word_from_the_system(pc: Computer) -> Told:
    pc.run(HOUR, used=True)
    pc.sleep(8 * HOUR)
    pc.run(HOUR, used=True)
    return [(HOUR, "input"), (8 * HOUR, "asleep"), (5, "idle"), (HOUR - 5, "input")]


def closed_over_night_as_the_system_tells_it(pc: Computer) -> Told:
    pc.run(HOUR, used=True)
    pc.turn(Fact.LOCKED, on=True)
    pc.pass_by(2)
    pc.turn(Fact.ASLEEP, on=True)
    pc.sleep(8 * HOUR)
    pc.pass_by(1)
    pc.turn(Fact.ASLEEP, on=False)
    pc.run(20)
    pc.turn(Fact.LOCKED, on=False)
    pc.run(HOUR, used=True)
    return [
        (HOUR, "input"),
        (2, "locked"),
        (8 * HOUR, "asleep"),
        (21, "locked"),
        (HOUR, "input"),
    ]


def closed_over_night_but_awake_on_its_dock(pc: Computer) -> Told:
    pc.run(HOUR, used=True)
    pc.run(8 * HOUR)
    return [(HOUR, "input"), (8 * HOUR, "idle")]


def a_night_in_which_it_wakes_every_hour_by_itself(pc: Computer) -> Told:
    pc.turn(Fact.FULLSCREEN, *CALL, on=True)
    pc.run(HOUR, used=True)
    for _ in range(3):
        pc.sleep(HOUR)
        pc.run(30)
    return [(HOUR, "input"), *[(HOUR, "asleep"), (30, "idle")] * 3]


def a_call_of_two_hours_that_is_listened_to(pc: Computer) -> Told:
    pc.run(MINUTE, used=True)
    pc.turn(*CALL, on=True)
    pc.run(2 * HOUR)
    pc.turn(*CALL, on=False)
    pc.run(MINUTE, used=True)
    return [(MINUTE, "input"), (2 * HOUR + 5, "call"), (MINUTE - 5, "input")]


def a_call_that_nobody_hung_up(pc: Computer) -> Told:
    pc.run(MINUTE, used=True)
    pc.turn(*CALL, on=True)
    pc.run(12 * HOUR)
    return [(MINUTE, "input"), (2 * HOUR, "call"), (10 * HOUR, "idle")]


def a_film_that_is_paused_and_forgotten_in_full_screen(pc: Computer) -> Told:
    """The sense of films tells of players that play, so a paused one is none."""
    pc.run(MINUTE, used=True)
    pc.turn(Fact.FULLSCREEN, Fact.SOUND, on=True)
    pc.run(HOUR)
    pc.turn(Fact.FULLSCREEN, Fact.SOUND, on=False)
    pc.run(8 * HOUR)
    return [(MINUTE, "input"), (HOUR, "fullscreen"), (8 * HOUR, "idle")]


def music_all_night(pc: Computer) -> Told:
    pc.turn(Fact.SOUND, on=True)
    pc.run(HOUR, used=True)
    pc.run(8 * HOUR)
    return [(HOUR, "input"), (8 * HOUR, "idle")]


def a_locked_screen_with_music_and_a_film(pc: Computer) -> Told:
    pc.turn(Fact.SOUND, Fact.FULLSCREEN, on=True)
    pc.run(HOUR, used=True)
    pc.turn(Fact.LOCKED, on=True)
    pc.run(8 * HOUR)
    pc.turn(Fact.LOCKED, on=False)
    pc.turn(Fact.SOUND, Fact.FULLSCREEN, on=False)
    pc.run(HOUR, used=True)
    return [(HOUR, "input"), (8 * HOUR, "locked"), (HOUR, "input")]


def resumed_at_seven_and_first_used_at_nine(pc: Computer) -> Told:
    pc.run(HOUR, used=True)
    pc.sleep(8 * HOUR)
    pc.run(2 * HOUR)
    pc.run(HOUR, used=True)
    return [(HOUR, "input"), (8 * HOUR, "asleep"), (2 * HOUR + 5, "idle"), (HOUR - 5, "input")]


def killed_at_eleven_and_started_at_eight(pc: Computer) -> Told:
    pc.run(HOUR, used=True)
    pc.pass_by(9 * HOUR)
    pc.observer = Observer(pc.config)
    pc.look()
    pc.run(HOUR)
    pc.run(HOUR, used=True)
    return [(HOUR, "input"), (HOUR + 5, "idle"), (HOUR - 5, "input")]


def killed_at_eleven_and_started_at_eight_on_a_machine_that_slept(pc: Computer) -> Told:
    """The counter of idle time that stood still makes the new watcher wait before it decides, no more."""
    pc.run(HOUR, used=True)
    pc.sleep(9 * HOUR)
    pc.observer = Observer(pc.config)
    pc.look()
    pc.run(HOUR)
    return [(HOUR, "input"), (HOUR, "idle")]


def set_back_by_a_time_server_by_half_a_second(pc: Computer) -> Told:
    pc.run(HOUR, used=True)
    pc.wall -= 0.5
    pc.run(HOUR, used=True)
    return [(2 * HOUR - 0.5, "input")]


def set_back_by_hand_by_an_hour_while_away(pc: Computer) -> Told:
    pc.run(2 * HOUR, used=True)
    pc.run(HOUR)
    pc.wall -= HOUR
    pc.run(HOUR)
    pc.run(HOUR, used=True)
    return [(2 * HOUR, "input"), (HOUR + 5, "idle"), (HOUR - 5, "input")]


@pytest.mark.parametrize(
    "day",
    [
        closed_over_night_without_a_word_from_the_system,
        closed_over_night_as_the_system_tells_it,
        closed_over_night_but_awake_on_its_dock,
        a_night_in_which_it_wakes_every_hour_by_itself,
        a_call_of_two_hours_that_is_listened_to,
        a_call_that_nobody_hung_up,
        a_film_that_is_paused_and_forgotten_in_full_screen,
        music_all_night,
        a_locked_screen_with_music_and_a_film,
        resumed_at_seven_and_first_used_at_nine,
        killed_at_eleven_and_started_at_eight,
        killed_at_eleven_and_started_at_eight_on_a_machine_that_slept,
        set_back_by_a_time_server_by_half_a_second,
        set_back_by_hand_by_an_hour_while_away,
    ],
)
def test_the_timeline_is_right(day: Callable[[Computer], Told]) -> None:
    pc = computer()
    expected = day(pc)
    assert [(end - start, why) for start, end, why in pc.story()] == expected
