"""The contract of the API as data: every case holds for the app alone and for the app behind a socket."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from live import Reply, live
from rest_cases import cases, run

CASES = list(cases())


@pytest.fixture
def app(case: dict[str, Any], make_app: Any, tmp_path: Path) -> Flask:
    """The app a case wants; `pages` in its settings are texts by path, put into files."""
    wanted = dict(case.get("settings", {}))
    for name, texts in {"custom_static": wanted.pop("pages", {}), "webpath": wanted.pop("ui", {})}.items():
        folder = tmp_path / name
        for path, text in texts.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")
        if texts:
            wanted[name] = folder if name == "webpath" else {page.name: page for page in folder.iterdir()}
    wanted["cors_patterns"] = tuple(re.compile(pattern) for pattern in wanted.pop("cors_regex", []))
    (tmp_path / "secret.txt").write_text("not for others", encoding="utf-8")
    return make_app(**wanted)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_app_answers_as_the_case_says(case: dict[str, Any], app: Flask) -> None:
    client = app.test_client()

    def send(method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Reply:
        with client.open(
            path, method=method, data=body, headers={"Host": "localhost:5600", **headers}
        ) as response:
            return Reply(response.status_code, response.headers, response.data)

    run(case, send)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_server_answers_as_the_case_says(case: dict[str, Any], app: Flask) -> None:
    with live(app) as server:
        run(case, server.send)
