"""Packages for the stores: one for Chromium browsers, one for Firefox, the same bytes from the same files."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

__all__ = ["TARGETS", "pack"]

Manifest = dict[str, Any]

_MANIFEST = "manifest.json"
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip file can tell, in place of when each file was written."""

_MODE = 0o100644 << 16


def _for_chromium(manifest: Manifest) -> Manifest:
    """Without what is for Firefox; a store gives a key of its own."""
    background = {key: value for key, value in manifest["background"].items() if key != "scripts"}
    kept = _without(manifest, "browser_specific_settings", "key")
    return {**kept, "background": background}


def _for_firefox(manifest: Manifest) -> Manifest:
    """Without what is for Chromium; the server lets Firefox's extensions in, so they need no permission for it."""
    background = {key: value for key, value in manifest["background"].items() if key != "service_worker"}
    kept = _without(
        manifest, "key", "minimum_chrome_version", "host_permissions", "optional_host_permissions"
    )
    return {**kept, "background": background}


TARGETS: Mapping[str, Callable[[Manifest], Manifest]] = {"chromium": _for_chromium, "firefox": _for_firefox}
"""By name: what of the manifest is for these browsers."""


def pack(extension: Path, out: Path) -> list[Path]:
    """Write a zip for each target into a folder, which is made if it is missing; answers their paths.

    Raises:
        FileNotFoundError: `extension` holds no manifest.
        OSError: a file cannot be read or written.
    """
    manifest = json.loads((extension / _MANIFEST).read_text(encoding="utf-8"))
    out.mkdir(parents=True, exist_ok=True)
    written = []
    for target, adapt in TARGETS.items():
        path = out / f"aw-watcher-web-{manifest['version']}-{target}.zip"
        _write(path, adapt(manifest), extension)
        written.append(path)
    return written


def _write(path: Path, manifest: Manifest, extension: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
        archive.writestr(_entry(_MANIFEST), text.encode())
        for name, file in sorted(_files(extension)):
            archive.writestr(_entry(name), file.read_bytes())


def _files(extension: Path) -> Iterator[tuple[str, Path]]:
    """All but the manifest and hidden files, with their names in the archive."""
    for file in extension.rglob("*"):
        name = file.relative_to(extension).as_posix()
        if file.is_file() and name != _MANIFEST and not file.name.startswith("."):
            yield name, file


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.create_system = 3  # the same on every system
    entry.external_attr = _MODE
    return entry


def _without(manifest: Manifest, *keys: str) -> Manifest:
    return {key: value for key, value in manifest.items() if key not in keys}
