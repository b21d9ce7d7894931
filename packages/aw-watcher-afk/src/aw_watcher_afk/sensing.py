"""The senses of this platform: those that are wanted and work are held open, and asked together."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from typing import cast

from aw_client.desktop.session import x_display_with_all_input
from aw_client.errors import DesktopError, WatcherUnavailableError
from aw_client.watcher import Readable, imported_late
from aw_watcher_afk.config import Config
from aw_watcher_afk.errors import SourceAwayError
from aw_watcher_afk.facts import Fact
from aw_watcher_afk.senses.base import Sense
from aw_watcher_afk.signals import Reason

__all__ = ["BY_PLATFORM", "SENSES", "Entry", "Factory", "Senses"]

logger = logging.getLogger(__name__)

Factory = Callable[[MutableMapping[str, str]], Sense]

_HERE = "aw_watcher_afk.senses"


@dataclass(frozen=True)
class Entry:
    """A sense that can be tried, and the facts it knows of."""

    facts: frozenset[Fact]
    factory: Factory


def _entry(module: str, name: str, *facts: Fact) -> Entry:
    return Entry(frozenset(facts), imported_late(f"{_HERE}.{module}", name))


def _film_x11(environ: MutableMapping[str, str]) -> Sense:
    """The sense of films in X11, whose large library a Wayland session is spared."""
    x_display_with_all_input(environ)
    return cast("Sense", imported_late(f"{_HERE}.fullscreen_x11", "FullscreenX11")(environ))


BY_PLATFORM: Mapping[str, Mapping[str, Entry]] = {
    "linux": {
        "logind-sleep": _entry("logind", "LogindSleep", Fact.ASLEEP),
        "logind-lock": _entry("logind", "LogindLock", Fact.LOCKED),
        "screensaver": _entry("screensaver", "ScreenSaver", Fact.LOCKED),
        "sound": _entry("pulse", "Pulse", Fact.SOUND, Fact.MICROPHONE),
        "camera": _entry("camera", "Camera", Fact.CAMERA),
        "film-x11": Entry(frozenset({Fact.FULLSCREEN}), _film_x11),
        "film-wlroots": _entry("fullscreen_wlroots", "FullscreenWlroots", Fact.FULLSCREEN),
        "film-gnome": _entry("inhibited", "InhibitedGnome", Fact.FULLSCREEN),
        "film-kde": _entry("inhibited", "InhibitedKDE", Fact.FULLSCREEN),
        "gamepad": _entry("gamepad", "Gamepad", Fact.GAMEPAD),
    },
    "win32": {
        "lock": _entry("windows_lock", "WindowsLock", Fact.LOCKED),
        "sound": _entry("windows_sound", "WindowsSound", Fact.SOUND),
        "microphone-camera": _entry("windows_privacy", "WindowsPrivacy", Fact.MICROPHONE, Fact.CAMERA),
        "film": _entry("windows_sound", "WindowsFilm", Fact.FULLSCREEN),
        "gamepad": _entry("windows_gamepad", "WindowsGamepad", Fact.GAMEPAD),
    },
    "darwin": {
        "lock": _entry("mac", "MacLock", Fact.LOCKED),
        "sound": _entry("mac", "MacSound", Fact.SOUND, Fact.MICROPHONE),
        "camera": _entry("mac", "MacCamera", Fact.CAMERA),
        "film": _entry("mac", "MacFilm", Fact.FULLSCREEN),
    },
}
"""By `sys.platform`. All that work are used."""

SENSES = BY_PLATFORM.get(sys.platform, BY_PLATFORM["linux"])
"""Those of this platform."""

_NEEDED: Mapping[Reason, frozenset[Fact]] = {
    Reason.CALL: frozenset({Fact.SOUND, Fact.MICROPHONE}),
    Reason.FULLSCREEN: frozenset({Fact.FULLSCREEN}),
    Reason.GAMEPAD: frozenset({Fact.GAMEPAD}),
    Reason.AUDIO: frozenset({Fact.SOUND}),
}
"""What must be known of to know of a reason; that a camera is not, takes little away from calls."""

_FIRST_RETRY, _LAST_RETRY = 10.0, 300.0
"""Seconds until what does not work is tried again: soon after the start, when a desktop is not yet complete, and after
the loss of what worked for as long as the first; then rarely."""

_PATIENCE = 3.0
"""Seconds for which one look goes on to the next sense; a look that takes too long is no look at all (`AfkState`)."""


class Senses:
    """The senses that the settings ask for.

    What does not work here is left out, which the log says, and tried again now and then; so is what ceases to work,
    whatever the error is. One that is slow is not waited for by the others: what there is no time for in a look holds as
    it did, and comes first in the next.

    Args:
        config: says which are wanted.
        environ: the environment variables; they say where the desktop is.
        entries: the senses to try, by name.
        clock: seconds that never go back.
    """

    def __init__(
        self,
        config: Config,
        environ: MutableMapping[str, str],
        entries: Mapping[str, Entry] = SENSES,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._environ = environ
        self._clock = clock
        self._wanted = _wanted_facts(config)
        self._config = config
        self._entries = {name: entry for name, entry in entries.items() if entry.facts & self._wanted}
        self._open: dict[str, Sense] = {}
        self._opened: dict[str, float] = {}
        self._known: dict[str, frozenset[Fact]] = {}
        self._away: set[str] = set()
        self._lost = frozenset[Fact]()
        self._refusals: dict[str, str] = {}
        self._broken: set[str] = set()
        self._to_try = list(self._entries)
        self._pause = _FIRST_RETRY
        self._retry = clock() + self._pause
        self._try_the_rest(float("inf"))
        for setting, why in self.missing().items():
            logger.warning("`%s` is on, but cannot be noticed here: %s", setting, why)

    @property
    def files(self) -> tuple[Readable, ...]:
        """What becomes readable when there is something to note."""
        return tuple(file for sense in self._open.values() for file in sense.files)

    @property
    def known(self) -> frozenset[Fact]:
        """The facts of which something here would tell.

        Not those that held until the last look lost their source: no other, which never told of them, tells of their end.
        """
        return self._told() - self._lost

    def look(self) -> frozenset[Fact]:
        """The facts that hold now, as far as they are wanted."""
        until = self._clock() + _PATIENCE
        self._lost = frozenset()
        if self._clock() >= self._retry:
            self._pause = min(2 * self._pause, _LAST_RETRY)
            self._retry = self._clock() + self._pause
            self._to_try = [name for name in self._entries if name not in self._open]
        self._try_the_rest(until)
        for name in tuple(self._open):
            if self._clock() < until:
                self._look(name)
        return frozenset[Fact]().union(*self._known.values()) & self._wanted

    def missing(self) -> dict[str, str]:
        """The settings that are on though what they need cannot be noticed here, and why."""
        broken = frozenset[Fact]().union(*(self._entries[name].facts for name in self._broken))
        return {
            setting: self._why(unknown)
            for setting, needed in _needs(self._config)
            if (unknown := (needed - self._told()) | (needed & broken))
        }

    def close(self) -> None:
        """Close all; may be called again."""
        with ExitStack() as stack:
            for sense in self._open.values():
                stack.callback(sense.close)
        self._open.clear()
        self._known.clear()
        self._away.clear()

    def _told(self) -> frozenset[Fact]:
        """The facts of which a sense tells that is open, and its source there."""
        there = self._open.keys() - self._away
        return frozenset[Fact]().union(*(self._entries[name].facts for name in there))

    def _try_the_rest(self, until: float) -> None:
        """Open those that are left to try, as long as there is time."""
        while self._to_try and self._clock() < until:
            name = self._to_try.pop(0)
            try:
                self._open[name] = self._entries[name].factory(self._environ)
            except WatcherUnavailableError as refusal:
                self._broken.discard(name)
                self._refuse(name, str(refusal))
            except Exception as error:  # noqa: BLE001 - as in `_look`
                self._break(name, error)
            else:
                self._opened[name] = self._clock()
                logger.info("used: %s (%s)", name, self._open[name].name)
                self._refusals.pop(name, None)
                self._broken.discard(name)

    def _look(self, name: str) -> None:
        """Ask one, which is the last to be asked the next time."""
        sense = self._open[name] = self._open.pop(name)
        try:
            self._known[name] = sense.look()
            self._come_back(name)
        except SourceAwayError as error:
            self._miss(name, str(error))
        except DesktopError as error:
            logger.warning("%s is lost: %s", sense.name, error)
            self._drop(name, str(error))
        except Exception as error:  # noqa: BLE001 - one sense's fault must not end the others, nor the watcher
            self._break(name, error)

    def _miss(self, name: str, why: str) -> None:
        """Do without the facts of a sense until it tells of them again."""
        if name not in self._away:
            logger.warning("not told for now: %s: %s", name, why)
        self._away.add(name)
        self._refusals[name] = why
        self._lost |= self._known.pop(name, frozenset())

    def _come_back(self, name: str) -> None:
        if name in self._away:
            logger.info("told again: %s", name)
            self._away.discard(name)
            self._refusals.pop(name, None)

    def _break(self, name: str, error: Exception) -> None:
        """Do without a sense that has a fault; what the error says stays in the log."""
        why = f"it failed ({type(error).__name__}); the log says more"
        if self._refusals.get(name) != why:
            logger.error("%s is not used: it failed", name, exc_info=error)
        self._broken.add(name)
        self._drop(name, why)

    def _refuse(self, name: str, why: str) -> None:
        if self._refusals.get(name) != why:
            logger.info("not used: %s: %s", name, why)
        self._refusals[name] = why

    def _drop(self, name: str, why: str) -> None:
        self._lost |= self._known.pop(name, frozenset())
        self._away.discard(name)
        self._refusals[name] = why
        if (sense := self._open.pop(name, None)) is not None:
            self._retry_soon(self._clock() - self._opened.pop(name))
            with suppress(Exception):  # it is of no use any more, whatever is wrong with it
                sense.close()

    def _retry_soon(self, worked: float) -> None:
        """Hasten the next try after a loss; but not when it worked for a moment only, lest that goes on for ever."""
        if worked >= _FIRST_RETRY:
            self._pause = _FIRST_RETRY
            self._retry = min(self._retry, self._clock() + _FIRST_RETRY)

    def _why(self, unknown: frozenset[Fact]) -> str:
        """Why nothing here knows of these facts."""
        refused = [name for name, entry in self._entries.items() if entry.facts & unknown]
        reasons = [f"{name}: {self._refusals[name]}" for name in refused if name in self._refusals]
        return "; ".join(reasons) or "nothing on this platform tells of it"


def _wanted_facts(config: Config) -> frozenset[Fact]:
    wanted = frozenset[Fact]().union(*(_NEEDED[reason] for reason in config.reasons))
    if Reason.CALL in config.reasons:
        wanted |= {Fact.CAMERA}
    if config.lock:
        wanted |= {Fact.LOCKED}
    if config.suspend:
        wanted |= {Fact.ASLEEP}
    return wanted


def _needs(config: Config) -> Iterator[tuple[str, frozenset[Fact]]]:
    """The settings that are on, and what must be known of for each; sleep the clocks tell of everywhere."""
    if config.lock:
        yield "lock", frozenset({Fact.LOCKED})
    for reason in sorted(config.reasons):
        yield reason.value, _NEEDED[reason]
