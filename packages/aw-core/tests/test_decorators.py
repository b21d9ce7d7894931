from __future__ import annotations

import time

import pytest

from aw_core.decorators import deprecated, restart_on_exception


@deprecated
def old(number: int, *, more: int = 0) -> int:
    """Add."""
    return number + more


def test_deprecated_function_warns_its_caller_and_works() -> None:
    with pytest.warns(DeprecationWarning, match="`.*old` is deprecated") as warned:
        assert old(1, more=2) == 3
    assert warned[0].filename == __file__


def test_wrapped_functions_keep_name_and_help() -> None:
    assert old.__name__ == "old"
    assert old.__doc__ == "Add."
    assert restart_on_exception(old).__name__ == "old"


class Flaky:
    """Fails as often as told, then answers."""

    def __init__(self, failures: int, error: Exception) -> None:
        self.failures, self.error, self.calls = failures, error, 0

    def __call__(self, answer: str) -> str:
        self.calls += 1
        if self.calls <= self.failures:
            raise self.error
        return answer


def test_function_is_started_again_until_it_returns(caplog: pytest.LogCaptureFixture) -> None:
    flaky = Flaky(2, ValueError("no"))
    assert restart_on_exception(flaky, delay=0)("done") == "done"
    assert flaky.calls == 3
    assert caplog.text.count("ValueError: no") == 2


def test_it_waits_before_it_starts_again() -> None:
    began = time.monotonic()
    restart_on_exception(Flaky(1, ValueError("no")), delay=0.05)("done")
    assert time.monotonic() - began >= 0.05


def test_other_exceptions_are_raised() -> None:
    flaky = Flaky(1, KeyError("no"))
    with pytest.raises(KeyError):
        restart_on_exception(flaky, delay=0, exception=ValueError)("done")
    assert flaky.calls == 1
