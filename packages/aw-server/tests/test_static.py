"""Which web UI is served, and under which policy."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from aw_server.static import installed_web_ui

MakeApp = Callable[..., Flask]


def folder_with(path: Path, text: str) -> Path:
    path.mkdir()
    (path / "index.html").write_text(text, encoding="utf-8")
    return path


def test_the_installed_web_ui_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "site" / "aw_webui"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text(
        f"def static_dir():\n    return {str(tmp_path)!r}\n", encoding="utf-8"
    )
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    monkeypatch.delitem(sys.modules, "aw_webui", raising=False)
    assert installed_web_ui() == tmp_path
    monkeypatch.delitem(sys.modules, "aw_webui")


def test_where_no_web_ui_is_installed_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "aw_webui", None)  # what makes an import fail
    assert installed_web_ui() is None


def test_the_installed_web_ui_may_load_nothing_from_elsewhere(make_app: MakeApp, tmp_path: Path) -> None:
    client = make_app(web_ui=folder_with(tmp_path / "ours", "ours")).test_client()
    with client.get("/") as response:
        assert response.data == b"ours"
        assert response.headers["Content-Security-Policy"].startswith("default-src 'self';")


def test_another_web_ui_wins_and_brings_its_own_policy(make_app: MakeApp, tmp_path: Path) -> None:
    folders = {
        "web_ui": folder_with(tmp_path / "ours", "ours"),
        "webpath": folder_with(tmp_path / "theirs", "theirs"),
    }
    with make_app(**folders).test_client().get("/") as response:
        assert response.data == b"theirs"
        assert "Content-Security-Policy" not in response.headers


@pytest.mark.parametrize("path", [".secret", ".git/config", "folder/.secret"])
def test_hidden_files_are_not_served(make_app: MakeApp, tmp_path: Path, path: str) -> None:
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_text("secret", encoding="utf-8")
    client = make_app(webpath=tmp_path, custom_static={"mine": tmp_path}).test_client()
    for address in (f"/{path}", f"/pages/mine/{path}"):
        assert client.get(address).status_code == 404


def test_a_page_is_asked_for_with_its_slash(make_app: MakeApp, tmp_path: Path) -> None:
    client = make_app(custom_static={"mine": folder_with(tmp_path / "mine", "mine")}).test_client()
    response = client.get("/pages/mine")
    assert response.status_code == 308
    assert response.headers["Location"].endswith("/pages/mine/")


def test_browsers_need_not_ask_again_for_our_hashed_files(make_app: MakeApp, tmp_path: Path) -> None:
    folder = folder_with(tmp_path / "ours", "ours")
    (folder / "assets").mkdir()
    (folder / "assets" / "index-a1b2.js").write_text("1", encoding="utf-8")
    client = make_app(web_ui=folder).test_client()
    with client.get("/assets/index-a1b2.js") as response:
        assert response.cache_control.max_age == 31_536_000
        assert response.mimetype == "text/javascript"
    with client.get("/") as response:
        assert response.cache_control.no_cache


def test_files_of_another_web_ui_are_always_asked_for_again(make_app: MakeApp, tmp_path: Path) -> None:
    folder = folder_with(tmp_path / "theirs", "theirs")
    (folder / "assets").mkdir()
    (folder / "assets" / "app.js").write_text("1", encoding="utf-8")
    with make_app(webpath=folder).test_client().get("/assets/app.js") as response:
        assert response.cache_control.no_cache
