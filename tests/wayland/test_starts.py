"""A watcher that is started together with its desktop, before that answers, as at a login."""

from __future__ import annotations

import subprocess
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from sessions import SESSIONS, Gnome, Session, message_bus

from aw_client.errors import WatcherUnavailableError
from aw_client.watcher.backends import choose
from aw_watcher_window.backends import over_bus
from aw_watcher_window.backends.gnome import Gnome as Backend
from aw_watcher_window.focus import NOTHING
from aw_watcher_window.gnome_extension import UUID
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
