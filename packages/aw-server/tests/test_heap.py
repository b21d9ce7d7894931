from __future__ import annotations

import platform
import subprocess
import sys

import pytest

from aw_server.heap import share_one_heap

HEAPS = """
import ctypes, io, os, threading
from aw_server.heap import share_one_heap

share_one_heap()
malloc = ctypes.CDLL(None).malloc
taken = threading.Barrier(9)
def take():
    malloc(1000)
    taken.wait()
for _ in range(8):
    threading.Thread(target=take).start()
taken.wait()
libc = ctypes.CDLL(None)
libc.fopen.restype = ctypes.c_void_p
libc.fclose.argtypes = [ctypes.c_void_p]
libc.malloc_info.argtypes = [ctypes.c_int, ctypes.c_void_p]
file = libc.fopen(b"/dev/stdout", b"w")
libc.malloc_info(0, file)
libc.fclose(file)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="the parameter is one of glibc")
def test_threads_share_one_heap() -> None:
    told = subprocess.run([sys.executable, "-c", HEAPS], capture_output=True, text=True, check=True)
    assert told.stdout.count("<heap nr=") == 1


def test_another_system_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    assert share_one_heap() is False
