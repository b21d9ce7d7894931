"""Build every package's wheel into a folder, with a pip constraints file that pins each sibling to its file."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def build(package: Path, folder: Path) -> Path:
    """Build one wheel with the hatchling of this environment and return its path."""
    target = folder / package.name
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", target, package]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    (wheel,) = target.glob("*.whl")
    return wheel


def main(folder: Path) -> None:
    """Replace what the folder held by the wheels of the tree as it is now."""
    shutil.rmtree(folder, ignore_errors=True)
    wheels = {package.name: build(package, folder) for package in sorted((ROOT / "packages").iterdir())}
    pins = [f"{name} @ {wheel.resolve().as_uri()}\n" for name, wheel in wheels.items()]
    (folder / "siblings.txt").write_text("".join(pins), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
