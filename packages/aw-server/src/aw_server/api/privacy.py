"""`/privacy`: the rules in force, what rules would change in the history, and changing it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Response

from aw_core.privacy import DEFAULT_FILTERS, parse_filters
from aw_server.bodies import read_object, read_period, read_text
from aw_server.errors import BadBodyError
from aw_server.json import json_response, read_body, shown
from aw_server.openapi import Answer, api_blueprint, documented
from aw_server.privacy import SETTING, Copies, Order, preview
from aw_server.schemas import reference
from aw_server.services import services

__all__ = ["blueprint"]

blueprint = api_blueprint("privacy", "What is not recorded, or recorded otherwise")


@blueprint.get("/privacy")
@documented(Answer(description="The rules.", schema=reference("Privacy")))
def get_privacy() -> Response:
    """The rules of the setting `privacy_filters`, the default rules, and what is wrong with any or not finished."""
    parts = services()
    return json_response(
        {
            "filters": parts.ui_settings.get(SETTING) or [],
            "defaults": list(DEFAULT_FILTERS),
            "problems": parts.privacy_problems,
        }
    )


@blueprint.post("/privacy/preview")
@documented(
    Answer(description="What would be changed.", schema=reference("PrivacyPreview")),
    body=reference("PrivacyScope"),
)
def preview_privacy() -> Response:
    """What rules would change in the history; nothing is changed.

    A rule counts the events that it has a part in, so an event may count for several. Copies of the database are not
    looked into: they may hold what it has no more.
    """
    parts, order = services(), _order(read_object(read_body()))
    with parts.places.place(), parts.query_slots:
        found = preview(parts.datastore, parse_filters(order.filters), order.scope)
    copies = len(parts.applying.copies(order))
    return json_response({**found.to_json_dict(), "copies": copies})


@blueprint.post("/privacy/apply")
@documented(
    Answer(description="What was done.", schema=reference("PrivacyApplied")),
    Answer(
        status=HTTPStatus.CONFLICT,
        description="It would not do what the preview with this token told; nothing was changed.",
        schema=reference("Error"),
    ),
    body=reference("PrivacyOrder"),
)
def apply_privacy() -> Response:
    """Change the history as a preview told, and remove what was there from the files of the server.

    The answer comes when all is done; that can take a minute, as each backup is written anew.
    """
    body = read_object(read_body())
    token = read_text(body, "token")
    return json_response(services().applying.apply(_order(body), token).to_json_dict())


def _order(body: dict[str, Any]) -> Order:
    filters = body.get("filters")
    start, end = _period(body)
    return Order(
        services().ui_settings.get(SETTING) if filters is None else filters,
        start,
        end,
        _bucket_ids(body),
        _copies(body, "backups"),
        _copies(body, "set_aside"),
    )


def _period(body: dict[str, Any]) -> tuple[str | None, str | None]:
    if body.get("timeperiod") is None:
        return None, None
    start, end = read_period(body["timeperiod"], "timeperiod")
    return start.isoformat(), end.isoformat()


def _bucket_ids(body: dict[str, Any]) -> list[str] | None:
    ids = body.get("buckets")
    if ids is None or (isinstance(ids, list) and all(isinstance(one, str) for one in ids)):
        return ids
    raise BadBodyError(f"buckets: expected a list of ids, got {shown(ids)}")


def _copies(body: dict[str, Any], name: str) -> Copies:
    what = body.get(name, Copies.REWRITE)
    if not isinstance(what, str) or what not in set(Copies):
        raise BadBodyError(f"{name}: expected `rewrite`, `delete` or `keep`, got {shown(what)}")
    return Copies(what)
