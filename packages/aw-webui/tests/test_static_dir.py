"""What the wheel brings: files a browser can show without anything from elsewhere."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

import aw_webui

FOLDER = Path(aw_webui.static_dir())
INITIAL_LIMIT = 250_000
"""Bytes, compressed, of the scripts that the first page needs."""


@pytest.fixture
def index() -> str:
    return (FOLDER / "index.html").read_text(encoding="utf-8")


def initial_scripts(index: str) -> set[Path]:
    """The scripts that `index.html` names, and those which they import before they run."""
    found: set[Path] = set()
    waiting = [FOLDER / name for name in re.findall(r'(?:src|href)="\./([^"]+\.js)"', index)]
    while waiting:
        script = waiting.pop()
        if script in found:
            continue
        found.add(script)
        text = script.read_text(encoding="utf-8")
        waiting += [script.parent / name for name in re.findall(r'(?:from|import)\s*"\./([^"]+\.js)"', text)]
    return found


def test_the_page_names_only_files_that_are_there(index: str) -> None:
    named = re.findall(r'(?:src|href)="([^"]+)"', index)
    assert named
    assert all((FOLDER / name).is_file() for name in named)


def test_the_page_has_no_script_or_style_of_its_own(index: str) -> None:
    assert not re.search(r"<script(?![^>]*\bsrc=)", index)
    assert not re.search(r"<style|\son\w+=", index)


def test_nothing_is_loaded_from_elsewhere() -> None:
    """Addresses in texts and namespaces are none that anything is loaded from."""
    loads = re.compile(r"""(?:@import|url\(|\bsrc=|\bfetch\(|\bimport\()\s*["'`]?(?:https?:)?//""")
    files = [path for path in FOLDER.rglob("*") if path.suffix in {".js", ".css", ".html"}]
    assert files
    assert not [path.name for path in files if loads.search(path.read_text(encoding="utf-8"))]


def test_the_first_page_is_small(index: str) -> None:
    scripts = initial_scripts(index)
    assert scripts
    assert sum(len(gzip.compress(script.read_bytes())) for script in scripts) <= INITIAL_LIMIT


def test_pages_are_loaded_when_they_are_opened(index: str) -> None:
    every = set((FOLDER / "assets").glob("*.js"))
    assert len(every - initial_scripts(index)) >= 10
