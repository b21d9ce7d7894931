"""Whether the screen is locked or dark, by the desktop's screen saver on the session bus."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from functools import partial

from aw_client.desktop.bus import BUS, Bus, Incoming, Peer
from aw_client.errors import DesktopError, NoAnswerError, WatcherUnavailableError
from aw_watcher_afk.errors import SourceAwayError
from aw_watcher_afk.facts import Fact
from aw_watcher_afk.senses.base import ANSWER_TIMEOUT, NOTHING
from aw_watcher_afk.senses.question import Question

__all__ = ["ScreenSaver"]

_SAVERS = tuple(
    f"org.{desktop}.ScreenSaver" for desktop in ("freedesktop", "gnome", "cinnamon", "mate", "xfce")
)
"""Their names on the bus; their interface has the same."""

_NONE_TELLS = "no screen saver on the session bus says whether it is active"


class ScreenSaver:
    """The desktops' screen savers; each counts while it is there and says that it is active.

    Raises:
        WatcherUnavailableError: there is no session bus, or none of them is on it.
    """

    name = "the desktop's screen saver"

    def __init__(self, environ: Mapping[str, str], clock: Callable[[], float] = time.monotonic) -> None:
        try:
            self._bus = Bus(environ, timeout=ANSWER_TIMEOUT)
        except DesktopError as error:
            raise WatcherUnavailableError(str(error)) from error
        self.files = (self._bus,)
        self._clock = clock
        self._owners: dict[str, str] = {}
        self._questions: dict[str, Question] = {}  # to those that are there
        try:
            for saver in _SAVERS:
                self._bus.watch_name(saver)
                self._bus.subscribe(Peer(saver, "", saver), "ActiveChanged")
            for saver in _SAVERS:
                self._meet(saver, self._bus.owner(saver))
            self._ask()
        except DesktopError as error:
            self.close()
            raise WatcherUnavailableError(str(error)) from error
        if not self._tells():
            self.close()
            raise WatcherUnavailableError(_NONE_TELLS)

    def look(self) -> frozenset[Fact]:
        """Whether the screen is locked or dark."""
        before = self._active()
        for message in self._bus.incoming():
            self._take(message)
        self._ask()
        if self._active():
            return frozenset({Fact.LOCKED})
        for saver in sorted(before):
            if self._answer(saver) is None:
                raise SourceAwayError(f"{saver} was active, and is gone or does not answer")
        if not self._tells():
            raise SourceAwayError(_NONE_TELLS)
        return NOTHING

    def close(self) -> None:
        """Close the connection."""
        self._bus.close()

    def _take(self, message: Incoming) -> None:
        match message.member, message.arguments:
            case "NameOwnerChanged", (str() as saver, _, str() as owner) if message.sender == BUS:
                self._meet(saver, owner)
            case "ActiveChanged", (bool() as active,) if self._is_of_its_owner(message):
                self._questions[message.interface].note(active)

    def _is_of_its_owner(self, message: Incoming) -> bool:
        """Whether a screen saver itself sent it; everybody on the bus can send us some."""
        return message.sender != "" and self._owners.get(message.interface) == message.sender

    def _meet(self, saver: str, owner: str) -> None:
        """Mind who has a name now; nobody, if that is empty. One that is not there is not started by asking."""
        self._owners[saver] = owner
        if not owner:
            self._questions.pop(saver, None)
        elif saver in self._questions:
            self._questions[saver].renew()
        else:
            self._questions[saver] = Question(partial(self._is_active, saver), self._clock)

    def _ask(self) -> None:
        """Ask those whose answer is due."""
        for question in self._questions.values():
            try:
                question.ask_if_due()
            except DesktopError:  # it does not say
                question.forget()

    def _is_active(self, saver: str) -> bool:
        """What it says; where its object is depends on its version."""
        for path in (f"/{saver.replace('.', '/')}", "/"):
            try:
                return self._bus.call(Peer(saver, path, saver), "GetActive") == (True,)
            except NoAnswerError:
                raise
            except DesktopError:  # there is no such object, or it does not say
                continue
        raise DesktopError(f"{saver} does not say whether it is active")

    def _active(self) -> set[str]:
        """Those that are active, as far as is known."""
        return {saver for saver, question in self._questions.items() if question.answer}

    def _tells(self) -> bool:
        """Whether of any it is known whether it is active."""
        return any(question.answer is not None for question in self._questions.values())

    def _answer(self, saver: str) -> bool | None:
        return self._questions[saver].answer if saver in self._questions else None
