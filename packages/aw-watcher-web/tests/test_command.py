"""The command: where the extension is, and its packages for the stores."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from aw_watcher_web import extension_dir, pack
from aw_watcher_web.cli import main


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def manifest_of(package: Path) -> dict[str, Any]:
    with zipfile.ZipFile(package) as archive:
        found: dict[str, Any] = json.loads(archive.read("manifest.json"))
    return found


@pytest.fixture
def packages(tmp_path: Path) -> list[Path]:
    return pack(extension_dir(), tmp_path)


def test_path_prints_the_folder_to_load() -> None:
    result = run("path")
    assert result.exit_code == 0
    assert (Path(result.output.strip()) / "manifest.json").is_file()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the file that is always full is one of Linux")
@pytest.mark.parametrize("arguments", [["path"], ["--help"], ["pack", "--out", "."]])
def test_a_full_disk_under_what_is_printed_is_an_error_in_one_line(
    arguments: list[str], tmp_path: Path
) -> None:
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [Path(sys.executable).with_name("aw-watcher-web"), *arguments],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            cwd=tmp_path,
            timeout=60,
            check=False,
        )
    assert ended.stderr == "Error: cannot print: No space left on device\n"
    assert ended.returncode == 1


def test_help_says_how_to_load_it() -> None:
    text = run("--help").output
    assert "chrome://extensions" in text
    assert "about:debugging" in text


def test_pack_writes_a_package_for_each_store(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    result = run("pack", "--out", str(folder))
    assert result.exit_code == 0
    assert result.output.split() == [str(path) for path in sorted(folder.iterdir())]
    assert [path.name.rsplit("-", 1)[1] for path in sorted(folder.iterdir())] == [
        "chromium.zip",
        "firefox.zip",
    ]


def test_pack_names_the_option_and_the_folder_it_cannot_write_to(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    folder = tmp_path / "file" / "folder"
    result = run("pack", "--out", str(folder))
    assert result.exit_code == 2
    assert "--out" in result.output
    assert str(folder) in result.output
    assert "Errno" not in result.output
    assert not isinstance(result.exception, OSError)


def test_a_package_holds_every_file_but_hidden_ones(packages: list[Path]) -> None:
    files = {
        path.relative_to(extension_dir()).as_posix() for path in extension_dir().rglob("*") if path.is_file()
    }
    for package in packages:
        with zipfile.ZipFile(package) as archive:
            assert set(archive.namelist()) == {name for name in files if not name.startswith(".")}
            assert archive.testzip() is None


def test_packages_of_the_same_extension_are_the_same_bytes(packages: list[Path], tmp_path: Path) -> None:
    again = pack(extension_dir(), tmp_path / "again")
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in packages]


def test_each_store_gets_the_manifest_it_takes(packages: list[Path]) -> None:
    chromium, firefox = map(manifest_of, packages)
    assert chromium["background"] == {"service_worker": "background.js", "type": "module"}
    assert firefox["background"] == {"scripts": ["background.js"], "type": "module"}
    assert "browser_specific_settings" not in chromium
    assert "host_permissions" not in firefox
    assert "key" not in chromium | firefox
    assert chromium["permissions"] == firefox["permissions"]
