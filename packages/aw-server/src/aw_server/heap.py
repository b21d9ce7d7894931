"""One heap for all threads."""

from __future__ import annotations

import ctypes
import sys

__all__ = ["share_one_heap"]

_M_ARENA_MAX = -8
"""The number glibc's `mallopt` knows this parameter by (malloc.h)."""


def share_one_heap() -> bool:
    """Let threads that start from now on take memory from the same heap; whether the system can be told so.

    By default glibc gives each thread a heap of its own, which is good for many threads in C and bad for few
    queries in Python: each of 32 threads that ever answered one kept its memory, 600 MB together after some
    queries over a year in place of 220, and large arrays came from the system anew each time, which made the
    same query take twice as long. Python's own objects never come from there, so nobody waits.
    """
    if not sys.platform.startswith("linux"):
        return False
    try:
        return bool(ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1))
    except AttributeError:  # a C library that is not glibc
        return False
