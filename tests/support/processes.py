"""Child processes that end whatever happens, and what they say."""

from __future__ import annotations

import select
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

__all__ = ["next_line", "running"]


@contextmanager
def running(*command: str | Path, **options: Any) -> Iterator[subprocess.Popen[str]]:
    """A child process, ended at the end whatever happens: asked first, so that it can tidy up, then killed."""
    with subprocess.Popen(command, text=True, **options) as process:
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()


def next_line(process: subprocess.Popen[str], seconds: float = 20.0) -> str:
    """The one line a process prints next."""
    assert process.stdout is not None
    ready, _, _ = select.select([process.stdout], [], [], seconds)
    assert ready, f"{process.args!r} printed nothing for {seconds} s"
    line = process.stdout.readline().strip()
    assert line, f"{process.args!r} has ended"
    return line
