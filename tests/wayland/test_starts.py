"""A watcher that is started together with its desktop, before that answers, as at a login."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest
from commands import command
from sessions import EXTENSION, SESSIONS, Gnome, Session, answers, message_bus
from waiting import wait_until

from aw_client.desktop.bus import Bus
from aw_client.errors import WatcherUnavailableError
from aw_client.watcher.backends import choose
from aw_watcher_window.backends import over_bus
from aw_watcher_window.backends.gnome import Gnome as Backend
from aw_watcher_window.focus import NOTHING
from aw_watcher_window.gnome_extension import ALLOW, UUID
from aw_watcher_window.select import BACKENDS

pytestmark = pytest.mark.wayland


@pytest.mark.parametrize("name", ["kwin", "gnome"])
def test_a_watcher_waits_for_a_desktop_that_still_starts(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It comes right after the compositor's process: nobody is on the bus yet, and then not all of the desktop answers."""
    kind = SESSIONS[name]
    run = kind.run
    monkeypatch.setattr(over_bus, "PATIENCE", 60.0)  # a busy machine may take longer to start a desktop
    with ExitStack() as stack:
        backends = []

        def run_and_watch(desktop: Session, *command: str | Path, **environ: str) -> subprocess.Popen[str]:
            compositor = run(desktop, *command, **environ)
            session = desktop.environ | {"WAYLAND_DISPLAY": desktop.display}
            backends.append(stack.enter_context(closing(choose(BACKENDS, session).backend)))
            return compositor

        monkeypatch.setattr(kind, "run", run_and_watch)
        kind(stack)
        (backend,) = backends
        assert backend.focused() == NOTHING


@pytest.mark.parametrize("name", ["kwin", "gnome"])
def test_a_desktop_that_does_not_come_is_not_waited_for_without_end(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(over_bus, "PATIENCE", 0.2)
    with ExitStack() as stack:
        environ = {
            "DBUS_SESSION_BUS_ADDRESS": message_bus(stack),
            "WAYLAND_DISPLAY": "wayland-0",
            "XDG_CURRENT_DESKTOP": f"ubuntu:{name.replace('kwin', 'kde').upper()}",
        }
        with pytest.raises(WatcherUnavailableError, match="is not on the session bus, though"):
            BACKENDS[name](environ)


def advice(desktop: Session) -> str:
    with pytest.raises(WatcherUnavailableError) as caught:
        Backend(desktop.environ)
    return str(caught.value)


def test_without_its_extension_gnome_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Gnome, "_install_the_extension", lambda _: None)
    monkeypatch.setattr(Gnome, "_wait_until_it_answers", lambda _: None)
    with ExitStack() as stack:
        desktop = Gnome(stack)
        assert "run `aw-watcher-window install-gnome-extension`" in advice(desktop)


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        (
            "metadata.json",
            '{"uuid": "%s", "name": "x", "description": "x", "shell-version": ["3.0"]}',
            "another version",
        ),
        ("extension.js", "throw new Error('broken by the test');", "it failed"),
    ],
)
def test_an_extension_that_is_not_loaded_says_why(
    file: str, text: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    install = Gnome._install_the_extension

    def install_broken(desktop: Gnome) -> None:
        install(desktop)
        folder = Path(desktop.environ["XDG_DATA_HOME"]) / "gnome-shell" / "extensions" / UUID
        (folder / file).write_text(text.replace("%s", UUID))

    monkeypatch.setattr(Gnome, "_install_the_extension", install_broken)
    monkeypatch.setattr(Gnome, "_wait_until_it_answers", lambda _: None)
    with ExitStack() as stack:
        assert said in advice(Gnome(stack))


@pytest.mark.parametrize("started", ["gnome"], indirect=True)
def test_an_extension_that_was_switched_off_is_to_be_switched_on(desktop: Gnome) -> None:
    desktop.switch_the_extension("Disable")
    assert f"gnome-extensions enable {UUID}" in advice(desktop)
    desktop.switch_the_extension("Enable")
    with closing(Backend(desktop.environ)) as backend:
        backend.focused()


def printed(desktop: Session, *words: str) -> str:
    """What a command of the session says."""
    done = subprocess.run(words, env=desktop.environ, capture_output=True, text=True, timeout=60, check=True)
    return done.stdout


def wait_for_the_extension(desktop: Session, *, there: bool) -> None:
    with closing(Bus(desktop.environ)) as bus:
        wait_until(lambda: answers(bus, EXTENSION, "Get") == there, f"the extension is there: {there}")


@pytest.mark.parametrize("started", ["gnome"], indirect=True)
def test_installing_the_extension_switches_it_on_after_gnome_was_told_to_disable_it(desktop: Gnome) -> None:
    desktop.switch_the_extension("Disable")
    said = printed(desktop, command("aw-watcher-window"), "install-gnome-extension")
    assert "Switched it on." in said
    assert ALLOW not in said
    wait_for_the_extension(desktop, there=True)


@contextmanager
def no_extensions_of_users(desktop: Gnome) -> Iterator[None]:
    printed(desktop, *ALLOW.replace("false", "true").split())
    try:
        wait_for_the_extension(desktop, there=False)
        yield
    finally:
        printed(desktop, *ALLOW.split())
        wait_for_the_extension(desktop, there=True)


@pytest.mark.parametrize("started", ["gnome"], indirect=True)
def test_where_gnome_runs_no_extensions_of_users_the_advice_is_to_allow_them(desktop: Gnome) -> None:
    """It is not done unasked, and what is advised helps."""
    with no_extensions_of_users(desktop):
        assert f"run `{ALLOW}`" in advice(desktop)
        assert f"run `{ALLOW}`" in printed(desktop, command("aw-watcher-window"), "install-gnome-extension")
        assert f"run `{ALLOW}`" in advice(desktop)
