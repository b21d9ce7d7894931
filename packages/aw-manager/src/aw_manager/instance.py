"""One manager per user and mode: the lock that says so, and the state file that tells the others of it."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import psutil
from filelock import FileLock, Timeout

from aw_core.dirs import get_data_dir
from aw_manager.errors import AlreadyRunningError, StopTimeoutError
from aw_manager.module import ModuleStatus
from aw_manager.settings import PROGRAM

__all__ = ["Instance", "RunningManager", "find_running"]

_CLAIM_PATIENCE = 1.0
"""Seconds to try for the lock: somebody who asks for the status holds it for a moment."""

_CLOCK_TOLERANCE = 2.0
_POLL = 0.05


@dataclass(frozen=True, kw_only=True)
class RunningManager:
    """The manager that runs now; `since` is aware and in UTC, `address` the URL of its server."""

    pid: int
    since: datetime
    address: str
    modules: tuple[ModuleStatus, ...]

    def stop(self, timeout: float) -> None:
        """Ask it to end and wait until it has, `timeout` seconds at most.

        Raises:
            StopTimeoutError: it is still there.
        """
        deadline = time.monotonic() + timeout
        with suppress(psutil.NoSuchProcess):
            process = psutil.Process(self.pid)
            process.terminate()
            # Not process.wait(): to a process whose parent does not collect it a zombie lives on.
            while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
                if time.monotonic() >= deadline:
                    raise StopTimeoutError(
                        f"aw-manager (pid {self.pid}) still runs {timeout:g} s after being told to stop"
                    )
                time.sleep(_POLL)


class Instance:
    """This process's claim to be the manager, held until the `with` block or the process ends."""

    def __init__(self, lock: FileLock, state_file: Path, address: str) -> None:
        self._lock = lock
        self._state_file = state_file
        self._about = {"address": address, **_identity(psutil.Process())}

    @classmethod
    def claim(cls, *, testing: bool, address: str) -> Self:
        """Become the manager of this user and mode.

        Raises:
            AlreadyRunningError: another one is; says which.
        """
        lock, state_file = _lock(testing=testing), _state_file(testing=testing)
        try:
            lock.acquire(timeout=_CLAIM_PATIENCE)
        except Timeout as error:
            raise AlreadyRunningError(_who_runs(find_running(testing=testing))) from error
        # What the manager before left is gone before anybody can take it for ours.
        state_file.unlink(missing_ok=True)
        instance = cls(lock, state_file, address)
        instance.publish([])
        return instance

    def publish(self, modules: Sequence[ModuleStatus]) -> None:
        """Let others see how the modules are; the file is replaced as a whole."""
        state = {**self._about, "modules": [module.to_json_dict() for module in modules]}
        new = self._state_file.with_suffix(".new")
        with suppress(OSError):  # on a full disk the state is old, and the supervision goes on
            new.write_text(json.dumps(state), encoding="utf-8")
            new.replace(self._state_file)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Stop being the manager."""
        self._state_file.unlink(missing_ok=True)
        self._lock.release()


def find_running(*, testing: bool) -> RunningManager | None:
    """The manager of this user and mode, or None.

    It runs if it holds the lock, which no ended process does, and the state file is its own: the process
    of that number must have started when the file says, for numbers are used again.
    """
    deadline = time.monotonic() + _CLAIM_PATIENCE
    while _is_locked(testing=testing):
        manager = _read(_state_file(testing=testing))
        if manager is not None or time.monotonic() >= deadline:
            return manager
        time.sleep(_POLL)  # it has the lock and is about to write its state
    return None


def _is_locked(*, testing: bool) -> bool:
    lock = _lock(testing=testing)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        return True
    lock.release()
    return False


def _read(state_file: Path) -> RunningManager | None:
    """The manager that wrote the file, if that very process is alive."""
    try:
        state = json.loads(state_file.read_text(encoding="utf-8"))
        if not _is_same_process(state):
            return None
        return RunningManager(
            pid=state["pid"],
            since=datetime.fromtimestamp(state["started"], UTC),
            address=state["address"],
            modules=tuple(map(ModuleStatus.from_json_dict, state["modules"])),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _identity(process: psutil.Process) -> dict[str, Any]:
    """What tells a process from a later one of the same number: when it started, by two clocks."""
    started = process.create_time()
    return {"pid": process.pid, "started": started, "started_after_boot": started - psutil.boot_time()}


def _is_same_process(state: dict[str, Any]) -> bool:
    """Whether the process of a state file still is that process.

    One clock has to agree: the wall clock may have been set since, the time since boot is rounded.
    """
    try:
        now = _identity(psutil.Process(state["pid"]))
    except psutil.NoSuchProcess:
        return False
    return any(abs(now[key] - state[key]) < _CLOCK_TOLERANCE for key in ("started", "started_after_boot"))


def _who_runs(manager: RunningManager | None) -> str:
    if manager is None:
        return "another one is starting"
    since = manager.since.astimezone().strftime("%Y-%m-%d %H:%M:%S")
    return f"already running: pid {manager.pid}, since {since}, server {manager.address}"


def _lock(*, testing: bool) -> FileLock:
    return FileLock(_folder() / f"manager{_suffix(testing=testing)}.lock")


def _state_file(*, testing: bool) -> Path:
    return _folder() / f"manager{_suffix(testing=testing)}.json"


def _folder() -> Path:
    return Path(get_data_dir(PROGRAM))


def _suffix(*, testing: bool) -> str:
    return "-testing" if testing else ""
