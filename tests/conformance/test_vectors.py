"""The public contracts, held against vectors that any implementation can run.

They and their runner are not part of this repository: the folder is `../shared/conformance` beside it, or
CONFORMANCE_DIR.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from commands import live_server
from homes import environment

FOLDER = Path(os.environ.get("CONFORMANCE_DIR", Path(__file__).parents[3] / "shared" / "conformance"))
VECTORS = FOLDER / "open"

pytestmark = pytest.mark.skipif(not VECTORS.is_dir(), reason=f"no conformance vectors in {FOLDER}")


def run(home: Path, *arguments: str) -> None:
    """Run the vectors' own runner; every case must pass."""
    result = subprocess.run(
        [sys.executable, "-W", "ignore", str(FOLDER / "run_vectors.py"), *arguments],
        env=environment(home),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    score = re.search(r"(\d+)/(\d+)\s*$", result.stdout)
    assert score, result.stdout + result.stderr
    print(score.string.splitlines()[-1])
    assert result.returncode == 0
    assert score[1] == score[2] != "0", result.stdout[-4000:]


@pytest.mark.parametrize("kind", ["transforms", "queries"])
def test_every_vector_of_the_python_api_holds(home: Path, kind: str) -> None:
    run(home, kind, str(VECTORS))


@pytest.mark.parametrize("mode", ["testing", "prod"])
def test_every_vector_of_the_rest_api_holds(home: Path, mode: str) -> None:
    page = home / "page"
    page.mkdir(parents=True)
    (page / "index.html").write_text("<p>hello page</p>", encoding="utf-8")
    (page / "a.js").write_text("var a=1;", encoding="utf-8")
    arguments = ["--custom-static", f"aw-watcher-x={page}", *(["--testing"] if mode == "testing" else [])]
    with live_server(home, *arguments) as server:
        run(home, "rest", str(VECTORS), str(server.port), mode)
