"""Every endpoint of the server and every setting of every program is in the docs."""

from __future__ import annotations

import importlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from tree import ROOT, distribution, modules

from aw_core.settings import Setting
from aw_datastore import Datastore
from aw_datastore.storages import MemoryStorage
from aw_server import ServerSettings, create_app

REST_API = (ROOT / "docs" / "rest-api.md").read_text(encoding="utf-8")
CONFIGURATION = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
HEADING = re.compile(r"^### `([A-Z]+ \S+)`$", re.MULTILINE)
REQUEST = re.compile(r"`((?:GET|POST|PUT|PATCH|DELETE) /[^`\s]*)`")


def declared_settings() -> Iterator[tuple[str, Setting]]:
    """Every setting with the program it is of: each module-level `SETTINGS` of the packages."""
    for module in modules():
        if re.search(r"^SETTINGS\b", module.path.read_text(encoding="utf-8"), re.MULTILINE):
            for setting in importlib.import_module(module.name).SETTINGS:
                yield distribution(module).name, setting


SETTINGS = list(declared_settings())
every_setting = pytest.mark.parametrize(
    ("program", "setting"), SETTINGS, ids=[f"{program}.{setting.name}" for program, setting in SETTINGS]
)


@pytest.fixture(name="app")
def _app(tmp_path: Path) -> Iterator[Flask]:
    settings = ServerSettings(device_id="device", hostname="laptop", settings_file=tmp_path / "settings.json")
    with Datastore(MemoryStorage, testing=True) as datastore:
        yield create_app(settings, datastore)


def served(app: Flask) -> set[str]:
    """Every request the app serves, `GET /path/<name>`, but for the files of its documentation."""
    return {
        f"{method} {re.sub(r'<[^<>]*:', '<', rule.rule)}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if not rule.rule.startswith("/api/assets/")
    }


def endpoints(app: Flask) -> set[str]:
    """Those of the REST API itself."""
    return {request for request in served(app) if " /api/0/" in request}


def section(title: str) -> str:
    """What the page on configuration says under a heading."""
    return CONFIGURATION.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def test_every_endpoint_has_its_heading_and_no_other(app: Flask) -> None:
    headings = HEADING.findall(REST_API)
    assert set(headings) == endpoints(app)
    assert len(headings) == len(set(headings))


def test_every_request_the_server_answers_is_on_the_page_and_no_other(app: Flask) -> None:
    assert set(REQUEST.findall(REST_API)) == served(app)


def test_the_openapi_document_describes_every_endpoint_and_no_other(app: Flask) -> None:
    answer = app.test_client().get("/api/openapi.json", headers={"Host": "localhost"})
    described = {
        f"{method.upper()} {path.replace('{', '<').replace('}', '>')}"
        for path, operations in json.loads(answer.data)["paths"].items()
        for method in operations
        if method in {"get", "post", "put", "patch", "delete"}
    }
    assert described == endpoints(app)


def test_every_program_with_settings_has_its_section_and_no_other() -> None:
    assert set(re.findall(r"^## (aw-.*)$", CONFIGURATION, re.MULTILINE)) == {
        program for program, _ in SETTINGS
    }


@every_setting
def test_a_setting_stands_in_the_table_with_its_variable_and_defaults(program: str, setting: Setting) -> None:
    rows = [row for row in section(program).splitlines() if row.startswith(f"| `{setting.name}` |")]
    assert len(rows) == 1, f"docs/configuration.md has {len(rows)} rows for `{setting.name}` under {program}"
    defaults = [setting.default_for(testing=testing) for testing in (False, True)]
    for text in [setting.variable(program), *map(json.dumps, defaults)]:
        assert f"`{text}`" in rows[0]


@every_setting
def test_a_setting_is_explained(program: str, setting: Setting) -> None:
    assert f"\n- `{setting.name}`: " in section(program)
