from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aw_watcher_input.backends.evdev import EVENT, SCREEN_WIDTH, Decoder
from aw_watcher_input.counts import NOTHING, Counter

# Names and numbers of linux/input-event-codes.h.
SYN, KEY, REL, ABS = 0, 1, 2, 3
REPORT = (SYN, 0, 0)
DROPPED = (SYN, 3, 0)
KEY_A, KEY_ESC, KEY_OK, KEY_FN = 30, 1, 0x160, 0x1D0
BTN_LEFT, BTN_TASK = 0x110, 0x117
BTN_JOYSTICK, BTN_SOUTH, BTN_DPAD_UP, BTN_STYLUS, BTN_TRIGGER_HAPPY = 0x120, 0x130, 0x220, 0x14B, 0x2C0
BTN_TOUCH, BTN_TOOL_FINGER, BTN_TOOL_DOUBLETAP = 0x14A, 0x145, 0x14D
REL_X, REL_Y, REL_HWHEEL, REL_WHEEL, REL_WHEEL_HI_RES = 0, 1, 6, 8, 11
ABS_X, ABS_Y, ABS_MT_POSITION_X = 0, 1, 0x35


def stream(*events: tuple[int, int, int]) -> bytes:
    """What the system writes for events."""
    return b"".join(EVENT.pack(1_772_355_600, 250_000, *event) for event in events)


def counted(*events: tuple[int, int, int], width: int = 0) -> dict[str, int]:
    """What of the counts is not 0 after events."""
    counter = Counter()
    Decoder(counter, width).feed(stream(*events))
    return {name: count for name, count in counter.take().items() if count}


def test_a_key_counts_once_when_it_is_pressed_however_long_it_is_held() -> None:
    held = [(KEY, KEY_A, 1), REPORT, *[(KEY, KEY_A, 2), REPORT] * 20, (KEY, KEY_A, 0), REPORT]
    assert counted(*held) == {"presses": 1}


@pytest.mark.parametrize("code", [KEY_ESC, KEY_A, KEY_OK, KEY_FN])
def test_every_key_of_a_keyboard_is_a_press(code: int) -> None:
    assert counted((KEY, code, 1), REPORT) == {"presses": 1}


@pytest.mark.parametrize("code", [BTN_LEFT, BTN_TASK])
def test_every_button_of_a_mouse_is_a_click(code: int) -> None:
    assert counted((KEY, code, 1), REPORT, (KEY, code, 0), REPORT) == {"clicks": 1}


@pytest.mark.parametrize("code", [BTN_JOYSTICK, BTN_SOUTH, BTN_DPAD_UP, BTN_STYLUS, BTN_TRIGGER_HAPPY])
def test_buttons_of_gamepads_and_pens_are_neither(code: int) -> None:
    assert counted((KEY, code, 1), REPORT) == {}


def test_movement_and_notches_count_in_both_directions() -> None:
    assert counted(
        (REL, REL_X, -3), (REL, REL_Y, 4), REPORT, (REL, REL_X, 2), REPORT, (REL, REL_WHEEL, -1), REPORT
    ) == {"deltaX": 5, "deltaY": 4, "scrollY": 1}
    assert counted((REL, REL_HWHEEL, 2), REPORT) == {"scrollX": 2}


def test_the_finer_copy_of_a_notch_is_not_counted_again() -> None:
    assert counted((REL, REL_WHEEL, 1), (REL, REL_WHEEL_HI_RES, 120), REPORT) == {"scrollY": 1}


def touched(*events: tuple[int, int, int]) -> dict[str, int]:
    return counted(*events, width=3000)  # so two units are one pixel


def test_a_finger_on_a_touchpad_moves_from_where_it_is_put_down() -> None:
    assert SCREEN_WIDTH == 1500
    down = [(ABS, ABS_X, 1000), (ABS, ABS_Y, 1000), (KEY, BTN_TOUCH, 1), (KEY, BTN_TOOL_FINGER, 1), REPORT]
    moved = [(ABS, ABS_X, 1200), REPORT, (ABS, ABS_Y, 900), (ABS, ABS_MT_POSITION_X, 1200), REPORT]
    up = [(KEY, BTN_TOUCH, 0), (KEY, BTN_TOOL_FINGER, 0), REPORT]
    elsewhere = [(ABS, ABS_X, 100), (KEY, BTN_TOUCH, 1), REPORT, (ABS, ABS_X, 98), REPORT]
    assert touched(*down, *moved, *up, *elsewhere) == {"deltaX": 101, "deltaY": 50}


def test_two_fingers_do_not_move_the_pointer() -> None:
    down = [(ABS, ABS_X, 1000), (KEY, BTN_TOUCH, 1), (KEY, BTN_TOOL_DOUBLETAP, 1), REPORT]
    scrolled = [(ABS, ABS_Y, 500), REPORT, (ABS, ABS_Y, 0), REPORT]
    one_left = [(KEY, BTN_TOOL_DOUBLETAP, 0), REPORT, (ABS, ABS_X, 1002), REPORT]
    assert touched(*down, *scrolled, *one_left) == {"deltaX": 1}


def test_a_stick_that_drifts_is_no_movement() -> None:
    drift = [event for x in range(100) for event in ((ABS, ABS_X, x), REPORT)]
    assert touched(*drift) == {}


def test_what_comes_right_after_dropped_events_is_half_of_something_and_not_counted() -> None:
    assert counted((REL, REL_X, 1), REPORT, DROPPED, (REL, REL_X, 500), REPORT, (REL, REL_X, 2), REPORT) == {
        "deltaX": 3
    }


def test_a_finger_does_not_jump_across_dropped_events() -> None:
    down = [(ABS, ABS_X, 1000), (KEY, BTN_TOUCH, 1), REPORT]
    assert touched(*down, DROPPED, REPORT, (ABS, ABS_X, 3000), REPORT, (ABS, ABS_X, 3002), REPORT) == {
        "deltaX": 1
    }


@given(st.binary(max_size=500))
def test_bytes_that_mean_nothing_do_no_harm(data: bytes) -> None:
    counter = Counter()
    Decoder(counter, 100).feed(data)
    assert counter.take().keys() == NOTHING.keys()


@given(
    st.lists(
        st.sampled_from([(KEY, KEY_A, 1), (KEY, KEY_A, 2), (KEY, BTN_LEFT, 1), (REL, REL_X, -2), REPORT])
    )
)
def test_however_the_events_are_read_the_counts_are_the_same(events: list[tuple[int, int, int]]) -> None:
    at_once, one_by_one = Counter(), Counter()
    Decoder(at_once).feed(stream(*events))
    decoder = Decoder(one_by_one)
    for event in events:
        decoder.feed(stream(event))
    assert at_once.take() == one_by_one.take()
