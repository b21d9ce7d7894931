"""What the wheel brings: an extension that is whole, and asks for no more than it needs."""

from __future__ import annotations

import json
import re
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from aw_watcher_web import extension_dir

FOLDER = extension_dir()


@pytest.fixture
def manifest() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))
    return found


def paths(value: Any) -> set[str]:
    """All in a manifest that looks like the name of a file."""
    if isinstance(value, dict):
        return {path for inner in value.values() for path in paths(inner)}
    if isinstance(value, list):
        return {path for inner in value for path in paths(inner)}
    return {value} if isinstance(value, str) and re.fullmatch(r"[\w/]+\.(?:html|js|png)", value) else set()


def test_every_file_that_the_manifest_names_is_there(manifest: dict[str, Any]) -> None:
    named = paths(manifest)
    assert {"background.js", "options/options.html", "popup/popup.html", "icons/128.png"} <= named
    assert not [name for name in named if not (FOLDER / name).is_file()]


def test_every_file_that_a_page_names_is_there() -> None:
    for page in FOLDER.rglob("*.html"):
        named = re.findall(r'(?:src|href)="([^"]+)"', page.read_text(encoding="utf-8"))
        assert named
        assert not [name for name in named if not (page.parent / name).is_file()]


def test_it_asks_for_no_more_than_it_needs(manifest: dict[str, Any]) -> None:
    assert sorted(manifest["permissions"]) == ["alarms", "storage", "tabs"]
    assert manifest["host_permissions"] == ["http://127.0.0.1:5600/*", "http://localhost:5600/*"]
    assert "content_scripts" not in manifest


def test_nothing_is_loaded_from_elsewhere(manifest: dict[str, Any]) -> None:
    policy = manifest["content_security_policy"]["extension_pages"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    loads = re.compile(
        r"""(?:@import|url\(|\bsrc=|\bfetch\(|\bimport\(|\bfrom )\s*["'`]?(?:https?:)?//|\beval\("""
    )
    files = [path for path in FOLDER.rglob("*") if path.suffix in {".js", ".css", ".html"}]
    assert not [path.name for path in files if loads.search(path.read_text(encoding="utf-8"))]


def test_pages_have_no_script_or_style_of_their_own() -> None:
    for page in FOLDER.rglob("*.html"):
        assert not re.search(
            r"<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=", page.read_text(encoding="utf-8")
        )


def test_it_has_the_version_of_its_distribution(manifest: dict[str, Any]) -> None:
    assert manifest["version"] == version("aw-watcher-web")


def test_one_folder_is_for_chromium_and_firefox(manifest: dict[str, Any]) -> None:
    assert manifest["background"]["service_worker"] == manifest["background"]["scripts"][0]
    assert manifest["browser_specific_settings"]["gecko"]["id"]


def test_both_languages_have_every_text_of_the_manifest(manifest: dict[str, Any]) -> None:
    keys = set(re.findall(r"__MSG_(\w+)__", json.dumps(manifest)))
    languages = sorted((FOLDER / "_locales").iterdir())
    assert [folder.name for folder in languages] == ["de", "en"]
    for folder in languages:
        assert keys <= json.loads((Path(folder) / "messages.json").read_text(encoding="utf-8")).keys()


def test_the_description_is_short_enough_for_the_stores() -> None:
    for messages in FOLDER.glob("_locales/*/messages.json"):
        texts = json.loads(messages.read_text(encoding="utf-8"))
        assert len(texts["description"]["message"]) <= 132
        assert len(texts["name"]["message"]) <= 45
