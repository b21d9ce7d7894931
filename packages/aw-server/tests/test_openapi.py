"""The document that describes the API is whole and comes from the code."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from flask.testing import FlaskClient


@pytest.fixture
def document(client: FlaskClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/api/openapi.json").json
    return found


def operations(document: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{method} {path}", operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if method in {"get", "post", "put", "delete"}
    ]


def test_every_operation_says_what_it_does_and_how_it_can_fail(document: dict[str, Any]) -> None:
    for name, operation in operations(document):
        assert operation["summary"], name
        assert {"400", "401", "503"} <= operation["responses"].keys(), name
        if not name.startswith("get"):
            assert "403" in operation["responses"], name
        if "requestBody" in operation:
            assert "413" in operation["responses"], name


def test_every_operation_on_a_bucket_that_must_exist_can_be_404(document: dict[str, Any]) -> None:
    for name, operation in operations(document):
        if "{bucket_id}" in name and name != "post /api/0/buckets/{bucket_id}":
            assert "404" in operation["responses"], name


def test_no_docstring_for_programmers_gets_into_it(document: dict[str, Any]) -> None:
    assert "Raises:" not in json.dumps(document)
    assert "Args:" not in json.dumps(document)


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    names = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(document)))
    assert names == document["components"]["schemas"].keys()


def test_the_page_needs_nothing_from_elsewhere(client: FlaskClient) -> None:
    page = client.get("/api/").text
    links = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert len(links) == 4
    for link in links:
        assert link.startswith("/api/assets/")
        with client.get(link) as response:
            assert response.status_code == 200
    assert "unsafe" not in client.get("/api/").headers["Content-Security-Policy"].replace(
        "style-src 'self' 'unsafe-inline'", ""
    )
