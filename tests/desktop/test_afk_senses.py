"""The senses of the AFK watcher against real buses, windows and a real sound server."""

from __future__ import annotations

import os
import re
import select
import shutil
import struct
import subprocess
import wave
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from processes import running
from sessions import message_bus
from standins import PROPERTIES, HungOnBus, Logind, OnBus, Player, Saver
from waiting import wait_until
from x11 import fill_the_screen

from aw_client.desktop.bus import BUS
from aw_client.errors import DesktopError, WatcherUnavailableError
from aw_watcher_afk.errors import SourceAwayError
from aw_watcher_afk.facts import Fact
from aw_watcher_afk.senses.base import Sense
from aw_watcher_afk.senses.fullscreen import Film
from aw_watcher_afk.senses.fullscreen_x11 import FullscreenX11
from aw_watcher_afk.senses.inhibited import InhibitedGnome, InhibitedKDE
from aw_watcher_afk.senses.logind import LogindLock, LogindSleep
from aw_watcher_afk.senses.players import Players
from aw_watcher_afk.senses.pulse import Pulse
from aw_watcher_afk.senses.screensaver import ScreenSaver

if TYPE_CHECKING:
    from x11 import Desktop

pytestmark = pytest.mark.desktop

PATH_OF_BUS = "/org/freedesktop/DBus"
FREEDESKTOP = ("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver")


@pytest.fixture
def address() -> Iterator[str]:
    """A message bus of the test's own."""
    with ExitStack() as stack:
        yield message_bus(stack)


@pytest.fixture
def system(address: str) -> dict[str, str]:
    """The environment in which that is the system's bus."""
    return {"DBUS_SYSTEM_BUS_ADDRESS": address}


@pytest.fixture
def session(address: str) -> dict[str, str]:
    """The environment in which that is the session's bus."""
    return {"DBUS_SESSION_BUS_ADDRESS": address}


def wait_for(sense: Sense, *facts: Fact) -> None:
    """Wait until a sense knows of these facts and of no others, woken by its files alone."""

    def as_wished() -> bool:
        select.select(sense.files, [], [], 0.05)
        return sense.look() == frozenset(facts)

    wait_until(as_wished, f"{sense.name} tells of {facts}")


def wait_until_away(sense: Sense, why: str) -> None:
    """Wait until a sense says that nobody tells it, woken by its files alone."""

    def is_away() -> bool:
        select.select(sense.files, [], [], 0.05)
        try:
            sense.look()
        except SourceAwayError as error:
            return re.search(why, str(error)) is not None
        return False

    wait_until(is_away, f"{sense.name} says that {why}")


def test_logind_tells_of_sleep_and_of_waking_up(system: dict[str, str], address: str) -> None:
    with closing(Logind(address)) as logind, closing(LogindSleep(system)) as sense:
        assert not sense.look()
        logind.sleep(True)
        wait_for(sense, Fact.ASLEEP)
        logind.sleep(False)
        wait_for(sense)


@pytest.mark.parametrize("variables", [{}, {"XDG_SESSION_ID": "2"}])
def test_logind_tells_of_the_lock_screen(
    system: dict[str, str], address: str, variables: dict[str, str]
) -> None:
    with closing(Logind(address)) as logind:
        logind.locked = True
        with closing(LogindLock(system | variables)) as sense:
            assert sense.look() == {Fact.LOCKED}
            logind.lock(False)
            wait_for(sense)
            logind.lock(True)
            wait_for(sense, Fact.LOCKED)


def test_a_watcher_that_no_session_started_finds_its_users(system: dict[str, str], address: str) -> None:
    with closing(Logind(address, knows_processes=False)) as logind, closing(LogindLock(system)) as sense:
        logind.lock(True)
        wait_for(sense, Fact.LOCKED)


def test_of_a_logind_that_went_away_nothing_is_known_until_it_is_back(
    system: dict[str, str], address: str
) -> None:
    with closing(Logind(address)) as logind, closing(LogindLock(system)) as sense:
        logind.lock(True)
        wait_for(sense, Fact.LOCKED)
        logind.close()
        wait_until_away(sense, "not on the system bus")
        with closing(Logind(address)) as successor:
            successor.lock(True)
            wait_for(sense, Fact.LOCKED)


def test_a_logind_that_is_late_with_an_answer_changes_nothing(system: dict[str, str], address: str) -> None:
    now = 0.0
    with closing(Logind(address)) as logind, closing(LogindLock(system, lambda: now)) as sense:
        sense._bus.timeout = 0.2
        logind.lock(True)
        wait_for(sense, Fact.LOCKED)
        logind.hang(True)
        now = 40.0
        assert sense.look() == {Fact.LOCKED}
        logind.locked = False
        logind.hang(False)
        now = 50.0
        wait_for(sense)


def test_a_logind_that_says_nothing_for_long_is_not_believed_for_ever(
    system: dict[str, str], address: str
) -> None:
    now = 0.0
    with closing(Logind(address)) as logind, closing(LogindLock(system, lambda: now)) as sense:
        sense._bus.timeout = 0.05
        logind.lock(True)
        wait_for(sense, Fact.LOCKED)
        logind.hang(True)
        for later in (40.0, 60.0, 80.0):
            now = later
            assert sense.look() == {Fact.LOCKED}
        now = 200.0
        wait_until_away(sense, "does not answer")


def test_a_message_that_got_lost_is_made_up_for_by_asking(system: dict[str, str], address: str) -> None:
    now = 0.0
    with closing(Logind(address)) as logind, closing(LogindSleep(system, lambda: now)) as sense:
        logind.sleep(True)
        wait_for(sense, Fact.ASLEEP)
        logind.asleep = False
        assert sense.look() == {Fact.ASLEEP}
        now = 60.0
        wait_for(sense)


def test_a_signal_of_a_form_that_makes_no_sense_is_passed_over(system: dict[str, str], address: str) -> None:
    with closing(Logind(address)) as logind, closing(LogindSleep(system)) as sense:
        logind.signal(logind.PATH, f"{logind.NAME}.Manager", "PrepareForSleep", "s", "tomorrow")
        logind.signal(logind.PATH, f"{logind.NAME}.Manager", "PrepareForSleep", "bb", True, True)
        logind.sleep(True)
        wait_for(sense, Fact.ASLEEP)


def test_signals_of_others_than_logind_are_passed_over(system: dict[str, str], address: str) -> None:
    """Everybody on the system's bus can send a message to this watcher, of any form."""
    with (
        closing(Logind(address)) as logind,
        closing(OnBus(address, [], {})) as other,
        closing(LogindLock(system)) as lock,
        closing(LogindSleep(system)) as sleep,
    ):
        manager, session = f"{logind.NAME}.Manager", f"{logind.NAME}.Session"
        logind.locked = True
        for sense in (lock, sleep):
            to = sense._bus.unique_name
            other.signal(logind.PATH, manager, "PrepareForSleep", "b", True, to=to)
            other.signal(logind.SESSION, PROPERTIES, "PropertiesChanged", "sii", session, 5, 6, to=to)
            other.signal(
                logind.SESSION,
                PROPERTIES,
                "PropertiesChanged",
                "sa{sv}as",
                session,
                {},
                ["LockedHint"],
                to=to,
            )
            other.signal(PATH_OF_BUS, BUS, "NameOwnerChanged", "sss", logind.NAME, ":1.1", "", to=to)
        logind.signal(logind.SESSION, PROPERTIES, "PropertiesChanged", "sii", session, 5, 6)
        logind.signal("/elsewhere", manager, "PrepareForSleep", "b", True, to=sleep._bus.unique_name)
        for sense in (lock, sleep):
            assert sense._bus.owner(BUS)  # answered, so what was sent before has come
            assert not sense.look()
        logind.lock(True)
        wait_for(lock, Fact.LOCKED)


def test_signals_of_others_than_the_screen_saver_are_passed_over(
    session: dict[str, str], address: str
) -> None:
    name = "org.gnome.ScreenSaver"
    with (
        closing(Saver(address)) as saver,
        closing(OnBus(address, [], {})) as other,
        closing(ScreenSaver(session)) as sense,
    ):
        to = sense._bus.unique_name
        other.signal("/org/gnome/ScreenSaver", name, "ActiveChanged", "b", True, to=to)
        assert sense._bus.owner(BUS)
        assert not sense.look()
        saver.activate(True)
        wait_for(sense, Fact.LOCKED)
        other.signal("/org/gnome/ScreenSaver", name, "ActiveChanged", "b", False, to=to)
        assert sense._bus.owner(BUS)
        assert sense.look() == {Fact.LOCKED}


@pytest.mark.parametrize("sense", [LogindLock, LogindSleep])
def test_without_logind_the_reason_is_given(system: dict[str, str], sense: type[LogindLock]) -> None:
    with pytest.raises(WatcherUnavailableError, match=r"org\.freedesktop\.login1"):
        sense(system)
    with pytest.raises(WatcherUnavailableError, match="no system bus"):
        sense({"DBUS_SYSTEM_BUS_ADDRESS": "unix:path=/nowhere"})


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver"),
        ("org.gnome.ScreenSaver", "/org/gnome/ScreenSaver"),
        ("org.cinnamon.ScreenSaver", "/org/cinnamon/ScreenSaver"),
        ("org.mate.ScreenSaver", "/"),
        ("org.mate.ScreenSaver", "/org/mate/ScreenSaver"),
        ("org.xfce.ScreenSaver", "/"),
        ("org.xfce.ScreenSaver", "/org/xfce/ScreenSaver"),
    ],
)
def test_each_desktops_screen_saver_is_heard(
    session: dict[str, str], address: str, name: str, path: str
) -> None:
    with closing(Saver(address, name, path)) as saver, closing(ScreenSaver(session)) as sense:
        assert not sense.look()
        saver.activate(True)
        wait_for(sense, Fact.LOCKED)
        saver.activate(False)
        wait_for(sense)
    with closing(Saver(address, name, path)) as saver:
        saver.active = True
        with closing(ScreenSaver(session)) as sense:
            assert sense.look() == {Fact.LOCKED}


def test_of_a_screen_saver_that_ended_while_active_nothing_is_known_until_it_is_back(
    session: dict[str, str], address: str
) -> None:
    with closing(Saver(address)) as saver:
        saver.active = True
        with closing(ScreenSaver(session)) as sense:
            assert sense.look() == {Fact.LOCKED}
            saver.close()
            wait_until_away(sense, "is gone")
            wait_until_away(sense, "no screen saver")
            with closing(Saver(address)) as successor:
                successor.activate(True)
                wait_for(sense, Fact.LOCKED)
                successor.activate(False)
                wait_for(sense)


def test_that_one_screen_saver_ended_while_active_is_not_what_another_tells(
    session: dict[str, str], address: str
) -> None:
    with closing(Saver(address)) as saver, closing(Saver(address, *FREEDESKTOP)):
        saver.active = True
        with closing(ScreenSaver(session)) as sense:
            assert sense.look() == {Fact.LOCKED}
            saver.close()
            wait_until_away(sense, r"org\.gnome\.ScreenSaver")
            assert not sense.look()


def test_a_screen_saver_that_is_late_with_an_answer_changes_nothing(
    session: dict[str, str], address: str
) -> None:
    now = 0.0
    with closing(Saver(address)) as saver, closing(ScreenSaver(session, lambda: now)) as sense:
        sense._bus.timeout = 0.2
        saver.activate(True)
        wait_for(sense, Fact.LOCKED)
        saver.hang(True)
        now = 40.0
        assert sense.look() == {Fact.LOCKED}
        saver.active = False
        saver.hang(False)
        now = 50.0
        wait_for(sense)


def test_a_screen_saver_that_says_nothing_for_long_is_not_believed_for_ever(
    session: dict[str, str], address: str
) -> None:
    now = 0.0
    with closing(Saver(address)) as saver, closing(ScreenSaver(session, lambda: now)) as sense:
        sense._bus.timeout = 0.05
        saver.activate(True)
        wait_for(sense, Fact.LOCKED)
        saver.hang(True)
        for later in (40.0, 60.0, 80.0):
            now = later
            assert sense.look() == {Fact.LOCKED}
        now = 200.0
        wait_until_away(sense, "does not answer")


def test_without_a_screen_saver_the_reason_is_given(session: dict[str, str], address: str) -> None:
    with pytest.raises(WatcherUnavailableError, match="no screen saver"):
        ScreenSaver(session)
    only_inhibits = OnBus(address, ["org.freedesktop.ScreenSaver"], {})
    with closing(only_inhibits), pytest.raises(WatcherUnavailableError, match="no screen saver"):
        ScreenSaver(session)


def test_a_bus_that_is_gone_is_an_error_of_its_sense() -> None:
    with ExitStack() as stack:
        address = message_bus(stack)
        with closing(Saver(address)):
            sense = ScreenSaver({"DBUS_SESSION_BUS_ADDRESS": address})
        stack.close()
        with pytest.raises(DesktopError, match="the bus is gone"):
            wait_for(sense, Fact.GAMEPAD)
        sense.close()


# Films.


def wait_until_it_plays(sense: Film) -> None:
    """Wait until the sense knows that a player plays, lest it knows of no film only because it knows of nothing."""
    wait_until(sense._players.playing, "a player is known to play")


def test_a_film_is_a_player_that_plays_in_a_full_screen_window(
    desktop: Desktop, session: dict[str, str], address: str
) -> None:
    window = desktop.open("Cinema", "A film")
    environ = session | {"DISPLAY": desktop.display}
    with closing(Player(address, "cinema")) as player, closing(FullscreenX11(environ)) as sense:
        assert not sense.look()
        player.play(True)
        wait_until_it_plays(sense)
        assert not sense.look()
        fill_the_screen(desktop.display, window.id, True)
        wait_for(sense, Fact.FULLSCREEN)
        player.play(False)
        wait_for(sense)
        player.play(True)
        wait_for(sense, Fact.FULLSCREEN)
        fill_the_screen(desktop.display, window.id, False)
        wait_for(sense)
        fill_the_screen(desktop.display, window.id, True)
        wait_for(sense, Fact.FULLSCREEN)
        player.close()
        wait_for(sense)


def test_music_behind_a_full_screen_editor_is_no_film(
    desktop: Desktop, session: dict[str, str], address: str
) -> None:
    window = desktop.open("Editor", "main.py")
    fill_the_screen(desktop.display, window.id, True)
    environ = session | {"DISPLAY": desktop.display}
    with closing(Player(address, "jukebox.instance7")) as player, closing(FullscreenX11(environ)) as sense:
        player.play(True)
        wait_until_it_plays(sense)
        assert not sense.look()
        with closing(Player(address, "editor.instance7", "org.example.Editor")) as tutorial:
            tutorial.play(True)
            wait_for(sense, Fact.FULLSCREEN)


def test_players_that_hang_hold_nobody_up_for_long_and_hide_no_others(
    session: dict[str, str], address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "aw_watcher_afk.senses.players._PATIENCE", 0.1
    )  # so that one look waits for one of them
    hung = [HungOnBus(address, [f"org.mpris.MediaPlayer2.hung{number}"], {}) for number in range(2)]
    with ExitStack() as stack:
        for player in hung:
            stack.enter_context(closing(player))
        alive = stack.enter_context(closing(Player(address, "alive")))
        players = Players(session)
        stack.enter_context(closing(players))
        alive.play(True)
        wait_until(lambda: players.playing() and len(players._hung) == 2, "all are looked at")
        asked = [player.calls for player in hung]
        for _ in range(3):
            alive.play(True)  # of which they tell, so that all are looked at again
            assert players.bus.owner(BUS)
            assert [player.process for player in players.playing()] == [os.getpid()]
        assert [player.calls for player in hung] == asked == [1, 1]


def gnome_inhibitor(app: str, flags: int, address: str) -> OnBus:
    """GNOME's session manager, with one inhibitor."""
    return OnBus(
        address,
        ["org.gnome.SessionManager"],
        {
            "GetInhibitors": lambda: ("ao", (["/org/gnome/SessionManager/Inhibitor1"],)),
            "GetFlags": lambda: ("u", (flags,)),
            "GetAppId": lambda: ("s", (app,)),
        },
    )


@pytest.mark.parametrize(
    ("app", "flags", "watched"),
    [
        ("org.example.Cinema", 8, True),
        ("org.example.Cinema", 12, True),
        ("cinema", 4, False),
        ("backup", 8, False),
    ],
)
def test_in_gnome_a_film_is_a_player_that_plays_and_keeps_the_screen_on(
    session: dict[str, str], address: str, app: str, flags: int, watched: bool
) -> None:
    environ = session | {"WAYLAND_DISPLAY": "wayland-0"}
    with (
        closing(gnome_inhibitor(app, flags, address)),
        closing(Player(address, "cinema")) as player,
        closing(InhibitedGnome(environ)) as sense,
    ):
        assert not sense.look()
        player.play(True)
        wait_until_it_plays(sense)
        wait_for(sense, *([Fact.FULLSCREEN] if watched else []))


@pytest.mark.parametrize(
    ("app", "on", "watched"), [("Cinema", True, True), ("Cinema", False, False), ("Caffeine", True, False)]
)
def test_in_kde_a_film_is_a_player_that_plays_and_keeps_the_screen_on(
    session: dict[str, str], address: str, app: str, on: bool, watched: bool
) -> None:
    power = OnBus(
        address,
        ["org.kde.Solid.PowerManagement.PolicyAgent"],
        {
            "HasInhibition": lambda _kinds: ("b", (on,)),
            "ListInhibitions": lambda: ("a(ss)", ([(app, "playing")],)),
        },
    )
    environ = session | {"WAYLAND_DISPLAY": "wayland-0"}
    with (
        closing(power),
        closing(Player(address, "cinema")) as player,
        closing(InhibitedKDE(environ)) as sense,
    ):
        player.play(True)
        wait_until_it_plays(sense)
        wait_for(sense, *([Fact.FULLSCREEN] if watched else []))


def test_each_desktops_films_are_refused_on_the_others(desktop: Desktop, session: dict[str, str]) -> None:
    x11, wayland = session | {"DISPLAY": desktop.display}, session | {"WAYLAND_DISPLAY": "wayland-0"}
    for sense in (InhibitedGnome, InhibitedKDE):
        with pytest.raises(WatcherUnavailableError, match="no Wayland session"):
            sense(x11)
        with pytest.raises(WatcherUnavailableError, match="another desktop"):
            sense(wayland)
    with pytest.raises(WatcherUnavailableError, match="Wayland session"):
        FullscreenX11(wayland)
    with pytest.raises(WatcherUnavailableError, match="no session bus"):
        FullscreenX11({"DISPLAY": desktop.display})


# Sound.

PW_CLI = shutil.which("pw-cli") or "pw-cli"


class SoundServer:
    """PipeWire with its PulseAudio side, speakers and a microphone that are nowhere."""

    SPEAKER, MICROPHONE = "speaker", "microphone"

    def __init__(self, stack: ExitStack, folder: Path) -> None:
        self._stack, self._folder = stack, folder
        self.environ = os.environ | {
            "XDG_RUNTIME_DIR": str(folder),
            "HOME": str(folder),
            "DBUS_SESSION_BUS_ADDRESS": message_bus(stack),
            "DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={folder}/none",
        }
        self.run("pipewire")
        wait_until((folder / "pipewire-0").exists, "PipeWire listens")
        self.run("wireplumber")
        self.pulse = self.run("pipewire-pulse")
        wait_until((folder / "pulse" / "native").exists, "pipewire-pulse listens")
        self._make(self.SPEAKER, "Audio/Sink")
        self._make(self.MICROPHONE, "Audio/Source/Virtual")
        self._song = folder / "song.wav"
        with wave.open(str(self._song), "wb") as song:
            song.setparams((2, 2, 48000, 0, "NONE", ""))
            song.writeframes(struct.pack("<hh", 5000, -5000) * 48000 * 60)

    def run(self, *command: str) -> subprocess.Popen[str]:
        """Start a part of it, or a program that uses it."""
        quiet = subprocess.DEVNULL
        return self._stack.enter_context(running(*command, env=self.environ, stdout=quiet, stderr=quiet))

    def play(self) -> subprocess.Popen[str]:
        """A program that plays."""
        return self.run("pw-play", "--target", self.SPEAKER, str(self._song))

    def record(self, what: str, *options: str) -> subprocess.Popen[str]:
        """A program that records."""
        return self.run("pw-record", "--target", what, *options, str(self._folder / "record.wav"))

    def _make(self, name: str, kind: str) -> None:
        properties = (
            f"{{ factory.name=support.null-audio-sink node.name={name} media.class={kind} "
            "object.linger=true audio.position=[FL FR] }"
        )
        subprocess.run(
            [PW_CLI, "create-node", "adapter", properties],
            env=self.environ,
            timeout=20,
            check=True,
            capture_output=True,
        )


@pytest.fixture(scope="module")
def sound_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SoundServer]:
    with ExitStack() as stack:
        yield SoundServer(stack, tmp_path_factory.mktemp("s"))


def test_what_plays_sounds_and_who_records_uses_the_microphone(sound_server: SoundServer) -> None:
    with closing(Pulse(sound_server.environ)) as sense:
        wait_for(sense)
        song = sound_server.play()
        wait_for(sense, Fact.SOUND)
        recorder = sound_server.record(SoundServer.MICROPHONE)
        wait_for(sense, Fact.SOUND, Fact.MICROPHONE)
        song.kill()
        wait_for(sense, Fact.MICROPHONE)
        recorder.kill()
        wait_for(sense)


def test_who_records_what_is_played_uses_no_microphone(sound_server: SoundServer) -> None:
    with closing(Pulse(sound_server.environ)) as sense:
        song = sound_server.play()
        recorder = sound_server.record(SoundServer.SPEAKER, "-P", "{ stream.capture.sink=true }")
        wait_until(lambda: sense._ask(32), "it records")
        wait_for(sense, Fact.SOUND)
        recorder.kill()
        song.kill()
        wait_for(sense)


def test_a_sound_server_that_ends_is_an_error_and_without_one_the_reason_is_given(
    tmp_path: Path, sound_server: SoundServer
) -> None:
    sense = Pulse(sound_server.environ)
    sound_server.pulse.kill()
    with pytest.raises(DesktopError, match="sound server is gone"):
        wait_for(sense, Fact.SOUND)
    sense.close()
    with pytest.raises(WatcherUnavailableError, match="no sound server answers"):
        Pulse({"XDG_RUNTIME_DIR": str(tmp_path)})
    with pytest.raises(WatcherUnavailableError, match="another machine"):
        Pulse({"PULSE_SERVER": "tcp:music.example"})
