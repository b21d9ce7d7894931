"""`/query`: questions about events, in the query language."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Response

import aw_query
from aw_server.bodies import read_object, read_period
from aw_server.errors import BadBodyError
from aw_server.json import json_response, read_body, shown
from aw_server.openapi import Answer, api_blueprint, documented
from aw_server.params import NAME
from aw_server.schemas import ANYTHING, list_of, reference
from aw_server.services import services

__all__ = ["blueprint"]

blueprint = api_blueprint("query", "Questions about events")


@blueprint.post("/query/")
@documented(
    Answer(description="The query's result for each period.", schema=list_of(ANYTHING)),
    Answer(
        status=HTTPStatus.BAD_REQUEST,
        description="The request or the query is not right.",
        schema=reference("QueryError"),
    ),
    query=[NAME],
    body=reference("Query"),
)
def run_query() -> Response:
    """Answer a query for each of some periods."""
    body, name = read_object(read_body()), NAME.read() or ""
    # A newline, as a comment in one line must not swallow the next.
    text = "\n".join(_texts(body, "query"))
    periods = [
        read_period(period, f"timeperiods.{index}")
        for index, period in enumerate(_texts(body, "timeperiods"))
    ]
    parts, results = services(), []
    with parts.places.place():
        for start, end in periods:
            with parts.query_slots:
                results.append(aw_query.run(name, text, start, end, parts.datastore, parts.memory))
        return json_response(results)


def _texts(body: dict[str, Any], name: str) -> list[str]:
    texts = body.get(name)
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise BadBodyError(
            f"{name}: expected a list of texts, got {shown(texts) if name in body else 'nothing'}"
        )
    return texts
