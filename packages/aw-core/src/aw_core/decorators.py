"""Wrappers around functions: a notice that one goes away, and a loop that survives its errors."""

from __future__ import annotations

import functools
import logging
import time
import warnings
from collections.abc import Callable
from typing import ParamSpec, TypeVar

__all__ = ["deprecated", "restart_on_exception"]

logger = logging.getLogger(__name__)

_Params = ParamSpec("_Params")
_Result = TypeVar("_Result")


def deprecated(f: Callable[_Params, _Result]) -> Callable[_Params, _Result]:
    """The same function, warning its caller (`DeprecationWarning`) that it goes away."""

    @functools.wraps(f)
    def warning_first(*args: _Params.args, **kwargs: _Params.kwargs) -> _Result:
        warnings.warn(f"`{_name(f)}` is deprecated", DeprecationWarning, stacklevel=2)
        return f(*args, **kwargs)

    return warning_first


def restart_on_exception(
    f: Callable[_Params, _Result], delay: float = 1, exception: type[Exception] = Exception
) -> Callable[_Params, _Result]:
    """The same function, called again and again until it returns.

    Args:
        f: the function.
        delay: how long to wait after an exception, seconds.
        exception: what to survive; other exceptions are raised.
    """

    @functools.wraps(f)
    def until_it_returns(*args: _Params.args, **kwargs: _Params.kwargs) -> _Result:
        while True:
            try:
                return f(*args, **kwargs)
            except exception:
                logger.exception("`%s` failed, starting it again in %s s", _name(f), delay)
                time.sleep(delay)

    return until_it_returns


def _name(f: Callable[..., object]) -> str:
    """What to call a function; a partial or other callable object has no name of its own."""
    return getattr(f, "__qualname__", None) or repr(f)
