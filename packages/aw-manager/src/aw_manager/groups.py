"""A module and all that it starts as one group of processes: how to make, ask, kill and look for one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil

from aw_manager import trampoline

__all__ = ["ask_to_end", "command_line", "exists", "kill", "popen_options"]

if sys.platform == "win32":

    def popen_options() -> dict[str, Any]:
        """How `Popen` makes the new process the head of a group of its own."""
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}

    def ask_to_end(pid: int) -> None:
        """Ask the group to end in its own time; Windows has no SIGTERM, this is its Ctrl-Break."""
        _signal(pid, signal.CTRL_BREAK_EVENT)

    def kill(pid: int) -> None:
        """End the process now; its children go with the manager's job object."""
        _signal(pid, signal.SIGTERM)  # which is TerminateProcess here

    def exists(pid: int) -> bool:  # noqa: ARG001 - Windows keeps no groups that could be asked
        """Whether anything is left of the group besides its head: nobody knows on Windows."""
        return False

    def _signal(pid: int, number: int) -> None:
        try:
            os.kill(pid, number)
        except OSError:  # it has ended meanwhile
            return

else:

    def popen_options() -> dict[str, Any]:
        """How `Popen` makes the new process the head of a group of its own."""
        return {"start_new_session": True}

    def ask_to_end(pid: int) -> None:
        """Ask the group to end in its own time."""
        _signal(pid, signal.SIGTERM)

    def kill(pid: int) -> None:
        """End the group now."""
        _signal(pid, signal.SIGKILL)

    def exists(pid: int) -> bool:
        """Whether anything of the group still runs."""
        return _signal(pid, 0) and any(_runs_in(pid, member) for member in psutil.pids())

    def _runs_in(group: int, pid: int) -> bool:
        """Whether a process is in the group.

        One that has ended and was not collected is not: in a container without an init it would stay for ever.
        """
        try:
            return os.getpgid(pid) == group and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
        except (OSError, psutil.Error):
            return False

    def _signal(pid: int, number: int) -> bool:
        try:
            os.killpg(pid, number)
        except (ProcessLookupError, PermissionError):  # ended; macOS says the second of a zombie
            return False
        return True


def command_line(command: Path, arguments: tuple[str, ...]) -> list[str]:
    """What to run so that the module ends with the manager, where the kernel offers that (Linux)."""
    line = [str(command), *arguments]
    if sys.platform == "linux":
        line = [sys.executable, "-I", "-S", str(Path(trampoline.__file__)), str(os.getpid()), *line]
    return line
