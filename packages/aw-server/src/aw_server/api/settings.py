"""`/settings`: what clients such as the web UI keep on the server."""

from __future__ import annotations

from flask import Response

from aw_core.privacy import parse_filters
from aw_server.errors import BadParameterError
from aw_server.json import json_response, read_body
from aw_server.openapi import Answer, api_blueprint, documented
from aw_server.params import check_setting_key
from aw_server.privacy import SETTING
from aw_server.schemas import ANYTHING
from aw_server.services import services

__all__ = ["blueprint"]

blueprint = api_blueprint("settings", "What clients keep on the server")

_VALUE = Answer(description="The value; null where it is not set.", schema=ANYTHING)


@blueprint.get("/settings")
@documented(Answer(description="All settings by name.", schema={"type": "object"}))
def get_settings() -> Response:
    """All settings."""
    return json_response(services().ui_settings.all())


@blueprint.post("/settings")
@documented(changes=True)
def set_nothing() -> Response:
    """Refused: which setting is meant is said in the address."""
    raise BadParameterError("Missing required parameter key")


@blueprint.get("/settings/<key>")
@documented(_VALUE)
def get_setting(key: str) -> Response:
    """The value of a setting."""
    return json_response(services().ui_settings.get(check_setting_key(key)))


@blueprint.post("/settings/<key>")
@documented(_VALUE, body=ANYTHING)
def set_setting(key: str) -> Response:
    """Set a setting to any JSON value; null unsets it.

    `privacy_filters` must be a list of privacy rules; they hold from the answer on.
    """
    value = read_body()
    if key == SETTING:
        parse_filters(value)
    services().ui_settings.set(check_setting_key(key), value)
    return json_response(value)


@blueprint.delete("/settings/<key>")
@documented(Answer(description="The setting is not set any more.", schema={"type": "null"}), changes=True)
def delete_setting(key: str) -> Response:
    """Unset a setting."""
    services().ui_settings.set(check_setting_key(key), None)
    return json_response(None)
