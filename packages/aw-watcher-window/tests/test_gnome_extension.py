from __future__ import annotations

import ast
import json
import sys
from pathlib import Path

import pytest

from aw_watcher_window.errors import ExtensionError
from aw_watcher_window.gnome_extension import (
    UUID,
    are_allowed,
    install,
    is_installed,
    shell_version,
    switch_on,
)

NEEDS_COMMANDS = pytest.mark.skipif(sys.platform == "win32", reason="there is no GNOME to ask")


@pytest.fixture
def commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder in which commands are found."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


def put(folder: Path, name: str, script: str) -> None:
    """A command of that name."""
    (folder / name).write_text(f"#!{sys.executable}\nimport sys\nfrom pathlib import Path\n{script}\n")
    (folder / name).chmod(0o755)


@pytest.mark.parametrize(
    ("version", "has", "has_not"),
    [
        (42, "imports.gi", "export default"),
        (44, "imports.gi", "export default"),
        (45, "export default class", "imports.gi"),
        (60, "export default class", "imports.gi"),
    ],
)
def test_the_extension_is_of_the_style_its_version_wants(
    version: int, has: str, has_not: str, tmp_path: Path
) -> None:
    assert not is_installed({"XDG_DATA_HOME": str(tmp_path)})
    folder = install(version, {"XDG_DATA_HOME": str(tmp_path)})
    assert is_installed({"XDG_DATA_HOME": str(tmp_path)})
    assert folder == tmp_path / "gnome-shell" / "extensions" / UUID
    source = (folder / "extension.js").read_text(encoding="utf-8")
    assert has in source
    assert has_not not in source
    assert "class WindowTeller " in source
    metadata = json.loads((folder / "metadata.json").read_text(encoding="utf-8"))
    assert metadata["uuid"] == UUID
    assert str(version) in metadata["shell-version"]


def test_no_version_is_promised_to_work_with_the_other_style(tmp_path: Path) -> None:
    promised = []
    for version in (43, 46):
        folder = install(version, {"XDG_DATA_HOME": str(tmp_path)})
        promised.append(set(json.loads((folder / "metadata.json").read_text())["shell-version"]))
    assert promised[0].isdisjoint(promised[1])


@pytest.mark.parametrize("environ", [{}, {"XDG_DATA_HOME": ""}, {"XDG_DATA_HOME": "relative"}])
def test_without_a_data_folder_of_its_own_it_goes_into_the_home(
    environ: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "home")
    assert install(43, environ) == tmp_path / "home/.local/share/gnome-shell/extensions" / UUID
    assert list(tmp_path.iterdir()) == [tmp_path / "home"]


def test_a_folder_that_cannot_be_written_to_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "gnome-shell").write_text("in the way")
    with pytest.raises(ExtensionError, match="gnome-shell"):
        install(43, {"XDG_DATA_HOME": str(tmp_path)})


@NEEDS_COMMANDS
@pytest.mark.parametrize(("said", "version"), [("GNOME Shell 43.9", 43), ("GNOME Shell 50.alpha", 50)])
def test_the_version_is_what_gnome_shell_says(commands: Path, said: str, version: int) -> None:
    put(commands, "gnome-shell", f"assert sys.argv[1:] == ['--version']; print({said!r})")
    assert shell_version() == version


@NEEDS_COMMANDS
def test_without_gnome_shell_it_says_so(commands: Path) -> None:
    with pytest.raises(ExtensionError, match="`gnome-shell` is not installed"):
        shell_version()
    put(commands, "gnome-shell", "print('no number')")
    with pytest.raises(ExtensionError, match="no number"):
        shell_version()


def put_settings(commands: Path, **values: str) -> Path:
    """GNOME's settings as its tool prints and takes them; the folder in which each has a file."""
    folder = commands.parent / "settings"
    folder.mkdir()
    for key, value in values.items():
        (folder / key.replace("_", "-")).write_text(value)
    put(
        commands,
        "gsettings",
        "verb, schema, key, *value = sys.argv[1:]\n"
        "assert schema == 'org.gnome.shell'\n"
        f"file = Path({str(folder)!r}, key)\n"
        "print(file.read_text()) if verb == 'get' else file.write_text(value[0])",
    )
    return folder


@NEEDS_COMMANDS
@pytest.mark.parametrize(
    ("enabled", "disabled", "then_enabled", "then_disabled"),
    [
        ("@as []", "@as []", [UUID], []),
        ("['other@example.org']", "@as []", ["other@example.org", UUID], []),
        (f"['{UUID}', 'other@example.org']", "@as []", [UUID, "other@example.org"], []),
        (f"['{UUID}']", f"['other@example.org', '{UUID}']", [UUID], ["other@example.org"]),
    ],
)
def test_it_is_switched_on_beside_what_is_on_and_off_already(
    commands: Path, enabled: str, disabled: str, then_enabled: list[str], then_disabled: list[str]
) -> None:
    settings = put_settings(commands, enabled_extensions=enabled, disabled_extensions=disabled)
    switch_on()
    written = [
        ast.literal_eval((settings / key).read_text().removeprefix("@as "))
        for key in ("enabled-extensions", "disabled-extensions")
    ]
    assert written == [then_enabled, then_disabled]


@NEEDS_COMMANDS
@pytest.mark.parametrize(
    ("enabled", "disabled"), [("@as []", "@as []"), (f"['{UUID}']", f"['{UUID}']")], ids=["on", "not off"]
)
def test_settings_that_keep_nothing_are_an_error_with_what_to_do(
    commands: Path, enabled: str, disabled: str
) -> None:
    values = {"enabled-extensions": enabled, "disabled-extensions": disabled}
    put(commands, "gsettings", f"print({values!r}[sys.argv[3]] if sys.argv[1] == 'get' else '')")
    with pytest.raises(
        ExtensionError, match=f"not switched on.*GSETTINGS_BACKEND.*`gnome-extensions enable {UUID}`"
    ):
        switch_on()


@NEEDS_COMMANDS
@pytest.mark.parametrize(("disabled", "allowed"), [("false", True), ("true", False)])
def test_whether_extensions_of_users_run_at_all_is_what_the_setting_says(
    commands: Path, disabled: str, *, allowed: bool
) -> None:
    put_settings(commands, disable_user_extensions=disabled)
    assert are_allowed() == allowed


@NEEDS_COMMANDS
def test_settings_that_refuse_are_an_error_with_their_words(commands: Path) -> None:
    put(commands, "gsettings", "sys.exit('No such schema')")
    with pytest.raises(ExtensionError, match="No such schema"):
        switch_on()
