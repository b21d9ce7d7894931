"""Picks how a watcher senses on this desktop: the first way that works."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import TypeVar

from aw_client.errors import WatcherUnavailableError

__all__ = ["first_that_works"]

logger = logging.getLogger(__name__)

Environ = TypeVar("Environ")
Backend = TypeVar("Backend")


def first_that_works(backends: Sequence[Callable[[Environ], Backend]], environ: Environ) -> Backend:
    """The first backend that works here; the log says why those before it do not.

    Args:
        backends: what to try, in order. One that does not work here raises `WatcherUnavailableError`.
        environ: the environment variables, handed to each; they say where the desktop is.

    Raises:
        WatcherUnavailableError: none works; the message has each one's reason, equal ones once.
    """
    reasons = []
    for backend in backends:
        try:
            working = backend(environ)
        except WatcherUnavailableError as refusal:
            reasons.append(str(refusal))
        else:
            for reason in reasons:
                logger.info("not used: %s", reason)
            return working
    raise WatcherUnavailableError("; ".join(dict.fromkeys(reasons)))
