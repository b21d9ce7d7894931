"""The OpenAPI document describes what the server does: requests made from it, good and bad, find no surprise."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress

import pytest
import schemathesis
from commands import LiveServer, live_server
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
EXAMPLES = {"default": 40, "nightly": 400}[os.environ.get("HYPOTHESIS_PROFILE", "default")]


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """One server for all requests, with a bucket that has an event."""
    with live_server(tmp_path_factory.mktemp("api")) as server:
        server.request("POST", "/api/0/buckets/b", {"client": "c", "type": "t", "hostname": "h"})
        server.request(
            "POST", "/api/0/buckets/b/events", {"timestamp": "2024-01-01T00:00:00Z", "data": {"a": 1}}
        )
        yield server


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_the_server_answers_as_its_document_says(live: LiveServer, mode: GenerationMode) -> None:
    document = schemathesis.openapi.from_url(f"http://127.0.0.1:{live.port}/api/openapi.json")
    operations = [result.ok() for result in document.get_all_operations()]
    assert len(operations) >= 20
    for operation in operations:
        hold(operation, mode)


def hold(operation: schemathesis.APIOperation, mode: GenerationMode) -> None:
    """Make many requests to an operation, and check each answer against the document."""

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(case=operation.as_strategy(generation_mode=mode))
    def request(case: schemathesis.Case) -> None:
        case.call_and_validate(checks=CHECKS)

    with suppress(Unsatisfiable):  # an operation without parameters can not be called wrongly
        request()


def test_the_document_is_openapi_3_1_under_both_its_addresses(live: LiveServer) -> None:
    status, document = live.request("GET", "/api/openapi.json")
    assert (status, document["openapi"]) == (200, "3.1.0")
    assert live.request("GET", "/api/swagger.json") == (status, document)
