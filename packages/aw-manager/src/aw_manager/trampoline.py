"""Becomes a module after asking the kernel to end it when the manager ends, however the manager ends (Linux).

Run by path, as `python -I -S trampoline.py <pid of the manager> <command> <argument>...`, so that nothing but
the standard library is loaded for the moment this program exists. The wish survives the exec. It is bound to
the thread that started this process, which is why the manager starts modules from its main thread only.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main(arguments: list[str]) -> None:
    """Ask, check that the manager did not end before the asking, become the command."""
    manager, command = int(arguments[0]), arguments[1:]
    # SIGTERM and not SIGKILL: the server commits, the watchers hand over what they hold.
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != manager:
        sys.exit("the manager ended while this module was being started")
    try:
        os.execv(command[0], command)  # noqa: S606 - running a module is what this is for
    except OSError as error:
        sys.exit(f"{command[0]}: cannot be run: {error.strerror}")


if __name__ == "__main__":
    main(sys.argv[1:])
