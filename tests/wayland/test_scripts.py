"""Our scripts for the desktops whose versions are not at hand: GNOME 45 and later, KWin of Plasma 6; run by gjs."""

from __future__ import annotations

import json
import shutil
import subprocess
from contextlib import ExitStack
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import pytest
from sessions import message_bus

from aw_watcher_window.gnome_extension import install

pytestmark = pytest.mark.wayland

GJS = shutil.which("gjs") or "gjs"
HERE = Path(__file__).parent / "scripts"
SHELL = "resource:///org/gnome/shell/extensions/extension.js"


def printed(*command: str | Path, environ: dict[str, str] | None = None) -> list[Any]:
    """The lines of JSON a command prints."""
    done = subprocess.run(
        [GJS, *command], env=environ, capture_output=True, text=True, timeout=60, check=True
    )
    assert "JS ERROR" not in done.stderr, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_the_extension_of_gnome_45_and_later_tells_of_focus_and_title(home: Path) -> None:
    """What GNOME Shell gives an extension is the one thing replaced."""
    folder = install(45, {"XDG_DATA_HOME": str(home)})
    extension = folder / "extension.js"
    source = extension.read_text(encoding="utf-8")
    assert SHELL in source
    (folder / "shell.js").write_text("export class Extension {}\n")
    extension.write_text(source.replace(SHELL, "./shell.js"), encoding="utf-8")
    with ExitStack() as stack:
        environ = {"DBUS_SESSION_BUS_ADDRESS": message_bus(stack), "HOME": str(home), "PATH": "/usr/bin"}
        told = printed("-m", HERE / "shell.js", extension.as_uri(), environ=environ)
    assert told == [
        ["", "", ""],
        ["7", "editor", "main.py"],
        ["7", "editor", "other.py"],
        ["", "", ""],
        ["7", "editor", "third.py"],
        ["", "", ""],
    ]


@pytest.mark.parametrize("plasma", ["5", "6"])
def test_the_script_for_kwin_understands_both_its_versions(plasma: str) -> None:
    with as_file(files("aw_watcher_window").joinpath("scripts", "kwin.js")) as script:
        told = printed(HERE / "kwin.js", plasma, script)
    assert told == [
        ["Active", "{1}", "editor", "main.py"],
        ["Active", "{1}", "editor", "other.py"],
        ["Active", "{2}", "org.example.browser", "News"],
        ["Active", "", "", ""],
        ["Active", "", "", ""],
        ["Active", "{1}", "editor", "told by nobody"],
        ["unloadScript", "aw-watcher-windowOWNER"],
    ]
