"""Waiting for a condition, never for a while."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

PAUSE = 0.02


def wait_until(condition: Callable[[], T | None], what: str | Callable[[], str], timeout: float = 20.0) -> T:
    """What the condition returns as soon as it is true; AssertionError naming `what` if it never is.

    A `what` that is called tells what was so in the end.
    """
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        result = condition()
        if result:
            return result
        time.sleep(PAUSE)
    told = what if isinstance(what, str) else what()
    raise AssertionError(f"waited {timeout:g} s in vain until {told}")
