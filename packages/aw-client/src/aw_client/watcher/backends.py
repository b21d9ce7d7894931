"""Picks how a watcher senses on this desktop: the first way that works."""

from __future__ import annotations

import importlib
import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from aw_client.errors import WatcherUnavailableError

__all__ = ["Choice", "choose", "imported_late", "survey"]

logger = logging.getLogger(__name__)

Environ = TypeVar("Environ")
Backend = TypeVar("Backend")


@dataclass(frozen=True)
class Choice(Generic[Backend]):
    """The first backend that works, its name, and why those before it do not, by name."""

    name: str
    backend: Backend
    refused: Mapping[str, str]


def choose(backends: Mapping[str, Callable[[Environ], Backend]], environ: Environ) -> Choice[Backend]:
    """The first backend that works here; the log says why those before it do not.

    Args:
        backends: what to try, in order, by name. One that does not work here raises `WatcherUnavailableError`.
        environ: the environment variables, handed to each; they say where the desktop is.

    Raises:
        WatcherUnavailableError: none works; the message has each one's reason, equal ones once.
    """
    refusals: dict[str, str] = {}
    for name, backend in backends.items():
        try:
            working = backend(environ)
        except WatcherUnavailableError as refusal:
            refusals[name] = str(refusal)
        else:
            for refused, reason in refusals.items():
                logger.info("not used: %s: %s", refused, reason)
            return Choice(name, working, refusals)
    names: dict[str, list[str]] = {}
    for name, reason in refusals.items():
        names.setdefault(reason, []).append(name)
    raise WatcherUnavailableError(
        "; ".join(f"{', '.join(those)}: {reason}" for reason, those in names.items())
    )


def survey(backends: Mapping[str, Callable[[Environ], Any]], environ: Environ) -> Iterator[tuple[str, str]]:
    """Each backend's name and why it does not work here, empty if it does; those that work are closed again.

    One that fails in a way nobody foresaw keeps nothing from the others; the log has its trace.
    """
    for name, backend in backends.items():
        try:
            backend(environ).close()
        except WatcherUnavailableError as refusal:
            yield name, str(refusal)
        except Exception as error:
            logger.debug("%s failed", name, exc_info=True)
            yield name, f"failed: {type(error).__name__}: {error}"
        else:
            yield name, ""


def imported_late(module: str, name: str) -> Callable[[Any], Any]:
    """The backend of that name in a module that is imported only when it is its turn.

    A library that is not installed is its refusal, so that one backend's needs are not the others'.
    """

    def open_backend(environ: Any) -> Any:
        try:
            backend = getattr(importlib.import_module(module), name)
        except ModuleNotFoundError as error:
            library = str(error.name).partition(".")[0]
            raise WatcherUnavailableError(f"the library {library} is not installed") from error
        return backend(environ)

    return open_backend
