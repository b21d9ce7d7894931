"""Ties the life of every module, and of all that a module starts, to the life of the manager."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Protocol

from aw_manager import guardian

__all__ = ["Lifeline", "open_lifeline"]


class Lifeline(Protocol):
    """Something that outlives the manager and then ends the modules it was told of."""

    def hold(self, pid: int) -> None:
        """Answer for the module whose process, and process group, has this number."""

    def release(self, pid: int) -> None:
        """Forget the module: it and all it started have ended."""

    def close(self) -> None:
        """End what has not been released, and answer for nothing any more."""


def open_lifeline(grace: float) -> Lifeline:
    """The lifeline of this system; what is left of a module `grace` seconds after the manager is killed."""
    if sys.platform == "win32":
        return JobLifeline()
    else:  # noqa: RET505 - so that the type checker knows which branch is for which system
        return GuardianLifeline(grace)


class GuardianLifeline:
    """A small process (`guardian.py`) that reads from a pipe which only the manager can write to."""

    def __init__(self, grace: float) -> None:
        self._grace = grace
        self._held: set[int] = set()
        self._start()

    def hold(self, pid: int) -> None:
        """See `Lifeline`."""
        self._held.add(pid)
        self._tell(f"+{pid}\n")

    def release(self, pid: int) -> None:
        """See `Lifeline`."""
        self._held.discard(pid)
        self._tell(f"-{pid}\n")

    def close(self) -> None:
        """See `Lifeline`."""
        os.close(self._pipe)
        self._process.wait()

    @property
    def pid(self) -> int:
        """The guardian's process."""
        return self._process.pid

    def _start(self) -> None:
        reading, self._pipe = os.pipe()
        command = [sys.executable, "-I", "-S", str(Path(guardian.__file__)), str(self._grace)]
        # Its own session: what a terminal or a service manager sends to the manager's group is not for it.
        # No output: it must not hold the manager's terminal or pipe open.
        self._process = subprocess.Popen(  # noqa: S603 - our own file
            command,
            stdin=reading,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            start_new_session=True,
        )
        os.close(reading)

    def _tell(self, line: str) -> None:
        try:
            os.write(self._pipe, line.encode())
        except BrokenPipeError:
            self._replace()

    def _replace(self) -> None:
        """Start another guardian, after somebody killed this one, and tell it everything."""
        os.close(self._pipe)
        self._process.wait()
        self._start()
        os.write(self._pipe, "".join(f"+{pid}\n" for pid in self._held).encode())


if sys.platform == "win32":
    import win32api
    import win32con
    import win32job

    class JobLifeline:
        """A job object: Windows ends the processes in it, and their children, when the manager's handle closes."""

        def __init__(self) -> None:
            self._job = win32job.CreateJobObject(None, "")
            kind = win32job.JobObjectExtendedLimitInformation
            limits = win32job.QueryInformationJobObject(self._job, kind)
            limits["BasicLimitInformation"]["LimitFlags"] |= win32job.JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE
            win32job.SetInformationJobObject(self._job, kind, limits)

        def hold(self, pid: int) -> None:
            """See `Lifeline`."""
            rights = win32con.PROCESS_SET_QUOTA | win32con.PROCESS_TERMINATE
            process = win32api.OpenProcess(rights, False, pid)
            win32job.AssignProcessToJobObject(self._job, process)

        def release(self, pid: int) -> None:
            """See `Lifeline`; a process leaves its job by ending."""

        def close(self) -> None:
            """See `Lifeline`."""
            self._job.Close()
