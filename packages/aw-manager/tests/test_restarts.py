"""When a module is started again."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from aw_manager.restarts import RestartPolicy, Restarts

QUICK, LONG = 0.1, 3600.0


def pauses(restarts: Restarts, lifetimes: list[float]) -> list[float | None]:
    return [restarts.after_crash(lifetime) for lifetime in lifetimes]


def test_first_crash_is_answered_at_once() -> None:
    assert Restarts(RestartPolicy()).after_crash(QUICK) == 0


def test_pauses_double_up_to_the_longest() -> None:
    policy = RestartPolicy(crash_limit=9, first_pause=1, longest_pause=20)
    assert pauses(Restarts(policy), [QUICK] * 8) == [0, 1, 2, 4, 8, 16, 20, 20]


def test_crash_that_reaches_the_limit_gives_up() -> None:
    assert pauses(Restarts(RestartPolicy(crash_limit=3)), [QUICK] * 3) == [0, 1, None]


def test_run_that_was_stable_counts_from_one_again() -> None:
    assert pauses(Restarts(RestartPolicy(crash_limit=3)), [QUICK, QUICK, LONG, QUICK, QUICK]) == [
        0,
        1,
        0,
        1,
        None,
    ]


def test_forgotten_crashes_do_not_count() -> None:
    restarts = Restarts(RestartPolicy(crash_limit=3))
    pauses(restarts, [QUICK, QUICK])
    restarts.forget()
    assert restarts.after_crash(QUICK) == 0


@given(limit=st.integers(1, 50), first=st.floats(0.01, 10), longest=st.floats(10, 1000))
def test_pauses_never_shrink_and_never_exceed_the_longest(limit: int, first: float, longest: float) -> None:
    policy = RestartPolicy(crash_limit=limit, first_pause=first, longest_pause=longest)
    given_pauses = [policy.pause(crashes) for crashes in range(limit)]
    known = [pause for pause in given_pauses if pause is not None]
    assert len(known) == limit
    assert known == sorted(known)
    assert all(0 <= pause <= longest for pause in known)
    assert policy.pause(limit) is None
