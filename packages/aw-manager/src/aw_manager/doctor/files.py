"""Whether the tracker's folders can be written to, and its config files can be read."""

from __future__ import annotations

import tempfile
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

from aw_core.dirs import get_cache_dir, get_config_dir, get_data_dir, get_log_dir
from aw_manager.doctor.finding import Finding, Verdict

__all__ = ["judge_configs", "judge_folders"]

_FOLDERS: tuple[Callable[[], str], ...] = (get_data_dir, get_config_dir, get_cache_dir, get_log_dir)


def judge_folders() -> Iterator[Finding]:
    """A problem if folders cannot be made or written to; nothing else can work without them."""
    reasons = [reason for folder in _FOLDERS if (reason := _obstacle(folder))]
    if reasons:
        yield Finding(
            subject="folders",
            verdict=Verdict.PROBLEM,
            text=f"cannot be written to: {'; '.join(dict.fromkeys(reasons))}",
            advice="make them and the folders above them writable for you; without them nothing is recorded",
        )


def _obstacle(folder: Callable[[], str]) -> str:
    """Why a folder cannot be used, empty when it can."""
    path = ""
    try:
        path = folder()
        with tempfile.TemporaryFile(dir=path):
            return ""
    except OSError as error:
        return f"{path or error.filename} ({error.strerror})"


def judge_configs() -> Iterator[Finding]:
    """A problem for each module's config file that cannot be read or is no TOML."""
    for path in sorted(Path(get_config_dir()).glob("aw-*/aw-*.toml")):
        try:
            tomllib.loads(path.read_text(encoding="utf-8-sig"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            yield Finding(
                subject=path.name,
                verdict=Verdict.PROBLEM,
                text=f"{path}: {error}",
                advice=f"mend it: {path.stem} does not start with it",
            )
