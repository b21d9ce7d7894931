"""A watcher that is started together with its desktop, before that answers, as at a login."""

from __future__ import annotations

from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from sessions import SESSIONS, Gnome, Session

from aw_client.errors import WatcherUnavailableError
from aw_client.watcher import first_that_works
from aw_watcher_window.backends.gnome import Gnome as Backend
from aw_watcher_window.focus import NOTHING
from aw_watcher_window.gnome_extension import UUID
from aw_watcher_window.select import BACKENDS

pytestmark = pytest.mark.wayland


@pytest.mark.parametrize("name", ["kwin", "gnome"])
def test_a_watcher_waits_for_a_desktop_that_still_starts(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The desktop counts as started as soon as it has its name on the bus."""
    kind = SESSIONS[name]
    monkeypatch.setattr(kind, "_wait_until_it_answers", lambda _: None)
    with ExitStack() as stack:
        desktop = kind(stack)
        with closing(first_that_works(BACKENDS, desktop.environ)) as backend:
            assert backend.focused() == NOTHING


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
