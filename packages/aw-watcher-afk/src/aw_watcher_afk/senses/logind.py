"""What logind, the login manager of Linux systems with systemd, tells: that the machine sleeps, or the screen is locked."""

from __future__ import annotations

import os
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from aw_client.desktop.bus import BUS, PROPERTIES, Bus, Incoming, Peer
from aw_client.errors import DesktopError, WatcherUnavailableError
from aw_watcher_afk.errors import SourceAwayError
from aw_watcher_afk.facts import Fact
from aw_watcher_afk.senses.base import ANSWER_TIMEOUT, NOTHING
from aw_watcher_afk.senses.question import Question

__all__ = ["LogindLock", "LogindSleep"]

_NAME = "org.freedesktop.login1"
_MANAGER = Peer(_NAME, "/org/freedesktop/login1", "org.freedesktop.login1.Manager")
_SESSION = "org.freedesktop.login1.Session"
_USER = "org.freedesktop.login1.User"


class _Logind(ABC):
    """One fact that logind tells of by signals, and by a property."""

    fact: Fact
    _told_by: Peer
    """Who sends the signals: the name, object and interface."""

    def __init__(self, environ: Mapping[str, str], clock: Callable[[], float] = time.monotonic) -> None:
        try:
            self._bus = Bus(environ, system=True, timeout=ANSWER_TIMEOUT)
        except DesktopError as error:
            raise WatcherUnavailableError(str(error)) from error
        self.files = (self._bus,)
        try:
            self._bus.watch_name(_NAME)
            self._listen(environ)
            self._question = Question(self._asked, clock)
            self._question.ask_if_due()
            self._owner = self._bus.owner(_NAME)
        except DesktopError as error:
            self.close()
            raise WatcherUnavailableError(f"logind does not tell: {error}") from error
        if self._question.answer is None:
            self.close()
            raise WatcherUnavailableError(f"logind does not tell: no answer for {ANSWER_TIMEOUT:g} s")

    def look(self) -> frozenset[Fact]:
        """Whether its fact holds."""
        for message in self._bus.incoming():
            match message.member, message.arguments:
                case "NameOwnerChanged", (str(), str(), str() as owner) if message.sender == BUS:
                    self._meet(owner)
                case member, arguments if self._is_logind(message):
                    self._take(member, arguments)
        if self._owner:
            self._question.ask_if_due()
        if self._question.answer is None:
            why = "does not answer" if self._owner else "is not on the system bus"
            raise SourceAwayError(f"logind {why}")
        return frozenset({self.fact}) if self._question.answer else NOTHING

    def close(self) -> None:
        """Close the connection."""
        self._bus.close()

    def _is_logind(self, message: Incoming) -> bool:
        """Whether logind itself sent it, of the object in question; everybody on the bus can send us some."""
        return (message.sender, message.path, message.interface) == (
            self._owner,
            self._told_by.path,
            self._told_by.interface,
        )

    def _meet(self, owner: str) -> None:
        """Mind who is logind now; nobody, if that is empty."""
        self._owner = owner
        if owner:
            self._question.renew()
        else:
            self._question.forget()

    def _property(self, path: str, interface: str, name: str) -> Any:
        return self._bus.property(Peer(_NAME, path, interface), name)

    @abstractmethod
    def _listen(self, environ: Mapping[str, str]) -> None:
        """Have the signals come in."""

    @abstractmethod
    def _asked(self) -> bool:
        """What the property says."""

    @abstractmethod
    def _take(self, member: str, arguments: tuple[Any, ...]) -> None:
        """Note what a signal of logind says; one of another form is passed over."""


class LogindSleep(_Logind):
    """The machine is about to sleep, or sleeps.

    Raises:
        WatcherUnavailableError: nobody on the system bus is logind.
    """

    name = "logind tells of sleep"
    fact = Fact.ASLEEP
    _told_by = _MANAGER

    def _listen(self, environ: Mapping[str, str]) -> None:  # noqa: ARG002 - the machine is all sessions'
        self._bus.subscribe(self._told_by, "PrepareForSleep")

    def _asked(self) -> bool:
        return bool(self._property(_MANAGER.path, _MANAGER.interface, "PreparingForSleep"))

    def _take(self, member: str, arguments: tuple[Any, ...]) -> None:
        match member, arguments:
            case "PrepareForSleep", (bool() as begins,):
                self._question.note(begins)


class LogindLock(_Logind):
    """The session is locked, if its desktop tells logind so, as GNOME and KDE do.

    Raises:
        WatcherUnavailableError: nobody on the system bus is logind, or it knows of no session of ours.
    """

    name = "logind tells of the lock screen"
    fact = Fact.LOCKED

    def _listen(self, environ: Mapping[str, str]) -> None:
        self._session = self._find_session(environ.get("XDG_SESSION_ID", ""))
        self._told_by = Peer(_NAME, self._session, PROPERTIES)
        self._bus.subscribe(self._told_by, "PropertiesChanged")

    def _find_session(self, known: str) -> str:
        """The path of our session's object; that of our user's desktop when we were not started by a session."""
        if known:
            return str(self._bus.call(_MANAGER, "GetSession", "s", known)[0])
        try:
            return str(self._bus.call(_MANAGER, "GetSessionByPID", "u", os.getpid())[0])
        except DesktopError:
            user = self._bus.call(_MANAGER, "GetUser", "u", Path("/proc/self").stat().st_uid)[0]
            name, path = self._property(user, _USER, "Display")
            if not name:
                raise DesktopError("this user has no session with a desktop") from None
            return str(path)

    def _asked(self) -> bool:
        return bool(self._property(self._session, _SESSION, "LockedHint"))

    def _take(self, member: str, arguments: tuple[Any, ...]) -> None:
        match member, arguments:
            case "PropertiesChanged", (str() as interface, dict() as changed, list() as invalidated):
                if interface != _SESSION:
                    return
                if "LockedHint" in changed or "LockedHint" in invalidated:
                    self._question.renew()
