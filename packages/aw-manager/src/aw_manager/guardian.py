"""Ends the process groups that are still there when the manager is gone (Linux, macOS and other Unixes).

Run by path, as `python -I -S guardian.py <seconds>`, with a pipe from the manager as its input: `+<group>` is a
group to answer for, `-<group>` one that has ended. The pipe ends with the manager, even when that is killed.
Then each group left is asked to end, and killed after the given seconds. This covers what the kernel's own
signal to a child (`trampoline.py`) does not: modules that ignore it, their children, and systems without it.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterable
from contextlib import suppress

_POLL = 0.05

if sys.platform != "win32":  # which has neither process groups nor these signals, and job objects instead

    def follow(lines: Iterable[str]) -> set[int]:
        """The groups that were announced and have not ended, once the lines are over."""
        groups: set[int] = set()
        for line in lines:
            change, group = line[0], int(line[1:])
            (groups.add if change == "+" else groups.discard)(group)
        return groups

    def end(groups: set[int], seconds: float) -> None:
        """Ask the groups to end, wait for it, kill those that stay."""
        # On Linux the kernel has asked already; a second SIGTERM could cut short the server's last commit.
        if sys.platform != "linux":
            _signal(groups, signal.SIGTERM)
        deadline = time.monotonic() + seconds
        while (groups := {group for group in groups if _exists(group)}) and time.monotonic() < deadline:
            time.sleep(_POLL)
        _signal(groups, signal.SIGKILL)

    def _exists(group: int) -> bool:
        try:
            os.killpg(group, 0)
        except (ProcessLookupError, PermissionError):
            return False
        return True

    def _signal(groups: Iterable[int], number: int) -> None:
        for group in groups:
            # It may have ended meanwhile; macOS says the second of a zombie.
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(group, number)

    def main(arguments: list[str]) -> None:
        """Outlive whatever ends the manager, then do the work."""
        for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        end(follow(sys.stdin), float(arguments[0]))

    if __name__ == "__main__":
        main(sys.argv[1:])
