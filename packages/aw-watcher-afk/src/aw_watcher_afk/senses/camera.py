"""Whether a program of ours has a camera open, on Linux."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from aw_client.errors import WatcherUnavailableError
from aw_watcher_afk.facts import Fact
from aw_watcher_afk.senses.base import NOTHING
from aw_watcher_afk.senses.inotify import Inotify

__all__ = ["Camera"]

_KEEPERS = {"pipewire", "wireplumber"}
"""Programs that may keep a camera open though nobody looks through it."""


class Camera:
    """Looks who has a device of V4L2 open, when one is opened or closed.

    Args:
        _environ: not needed here.
        devices: the folder in which devices appear.

    Raises:
        WatcherUnavailableError: this system does not tell who has a file open.
    """

    name = "the cameras of V4L2"

    def __init__(self, _environ: Mapping[str, str], devices: Path = Path("/dev")) -> None:
        if not Path("/proc/self/fd").is_dir():
            raise WatcherUnavailableError("this is not Linux, or /proc is not there")
        self._devices = devices
        self._inotify = Inotify()
        self._inotify.watch_folder(devices)
        self.files = (self._inotify,)
        self._in_use = self._look()

    def look(self) -> frozenset[Fact]:
        """Whether a camera is in use."""
        if self._inotify.drain():
            self._in_use = self._look()
        return frozenset({Fact.CAMERA}) if self._in_use else NOTHING

    def close(self) -> None:
        """Stop watching."""
        self._inotify.close()

    def _look(self) -> bool:
        cameras = {str(path) for path in self._devices.glob("video*")}
        for camera in cameras:
            self._inotify.watch_use(Path(camera))
        return bool(cameras) and any(not cameras.isdisjoint(_open_files(process)) for process in _ours())


def _ours() -> Iterator[Path]:
    """The processes of this user, but for those that keep cameras open for others."""
    our_user = Path("/proc/self").stat().st_uid
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            with suppress(OSError):  # it has ended
                if process.stat().st_uid == our_user and _name(process) not in _KEEPERS:
                    yield process


def _name(process: Path) -> str:
    return (process / "comm").read_text(errors="replace").strip()


def _open_files(process: Path) -> set[str]:
    found = set()
    with suppress(OSError):  # it has ended, or hides its files even from its own user
        for entry in (process / "fd").iterdir():
            with suppress(OSError):
                found.add(str(entry.readlink()))
    return found
