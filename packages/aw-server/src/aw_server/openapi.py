"""The API's documentation, made from the code: an OpenAPI document, and a page to read and try it offline.

A view says with `documented` what it takes and answers; its docstring is the text. Reading and checking a
request is the view's own affair, so documentation costs nothing when a request is served.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

import flask_smorest
from flask import Blueprint, Flask, Response, send_from_directory

from aw_server.json import json_response
from aw_server.params import Parameter
from aw_server.schemas import SCHEMAS, reference
from aw_server.security import PAGE_POLICY

__all__ = ["Answer", "api_blueprint", "document", "documented"]

View = TypeVar("View", bound=Callable[..., Response])

_ASSETS = ("swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png")

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>aw-server API</title>
<link rel="icon" type="image/png" href="/api/assets/favicon-32x32.png">
<link rel="stylesheet" href="/api/assets/swagger-ui.css">
<div id="swagger-ui"></div>
<script src="/api/assets/swagger-ui-bundle.js"></script>
<script src="/api/assets/start.js"></script>
</html>
"""

_START = """window.ui = SwaggerUIBundle({
  url: "/api/openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  validatorUrl: null,
});
"""

_ERRORS = {
    HTTPStatus.BAD_REQUEST: "Something in the request is not what was expected; the message says what.",
    HTTPStatus.UNAUTHORIZED: "An API key is set, and the request does not carry it.",
    HTTPStatus.FORBIDDEN: "The request comes from a web page of an origin that is not allowed.",
    HTTPStatus.NOT_FOUND: "There is no such bucket.",
    HTTPStatus.CONFLICT: "An event id belongs to an event of another bucket. Nothing was stored.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The body is larger than the server takes.",
    HTTPStatus.SERVICE_UNAVAILABLE: "The database cannot be read or written now, or too many long requests are under way.",
}
_EVERYWHERE = (HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.SERVICE_UNAVAILABLE)
_WITH_CHANGES = (HTTPStatus.FORBIDDEN,)
_WITH_BODY = (HTTPStatus.FORBIDDEN, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One way a view answers: a status, what it means, and the JSON schema of the body, if it has one."""

    status: HTTPStatus = HTTPStatus.OK
    description: str
    schema: dict[str, Any] | None = None

    def document(self) -> dict[str, Any]:
        """The answer as an OpenAPI document describes it."""
        if self.schema is None:
            return {"description": self.description}
        return {"description": self.description, "content": {"application/json": {"schema": self.schema}}}


def api_blueprint(name: str, description: str) -> Blueprint:
    """A blueprint below `/api/0` whose views are part of the documentation, under a heading of its own."""
    blueprint: Blueprint = flask_smorest.Blueprint(
        name, __name__, url_prefix="/api/0", description=description
    )
    return blueprint


def documented(
    *answers: Answer,
    query: Sequence[Parameter[Any]] = (),
    body: dict[str, Any] | None = None,
    form: dict[str, Any] | None = None,
    errors: Sequence[HTTPStatus] = (),
    changes: bool = False,
) -> Callable[[View], View]:
    """Describe a view.

    Args:
        answers: the ways it answers a good request.
        query: the parameters of the address it reads.
        body: the JSON schema of the body it takes, if any.
        form: the schema of the same as a form with files, if it takes that too.
        errors: what else it answers, besides the errors every view can answer with.
        changes: whether it changes something without taking a body.
    """
    writing = _WITH_BODY if body is not None else _WITH_CHANGES if changes else ()
    statuses = sorted({*_EVERYWHERE, *errors, *writing})
    operation: dict[str, Any] = {
        "parameters": [parameter.document() for parameter in query],
        "responses": {
            **{str(int(status)): _error(status) for status in statuses},
            **{str(int(answer.status)): answer.document() for answer in answers},
        },
    }
    if body is not None:
        content = {"application/json": {"schema": body}}
        if form is not None:
            content["multipart/form-data"] = {"schema": form}
        operation["requestBody"] = {"required": True, "content": content}
    decorate: Callable[[View], View] = flask_smorest.Blueprint.doc(**operation)
    return decorate


def document(app: Flask, blueprints: Sequence[Blueprint], version: str) -> None:
    """Register the blueprints of the API, with its documentation at `/api/`."""
    api = _Api(
        app,
        spec_kwargs={
            "title": "aw-server",
            "version": version,
            "openapi_version": "3.1.0",
            "info": {
                "description": "What the time tracker's server stores and answers.",
                "license": {"name": "MPL-2.0"},
            },
            "servers": [{"url": "/"}],
            "security": [{}, {"key": []}],
        },
    )
    # flask-smorest's own, of which nothing here makes use.
    api.spec.components.schemas.pop("PaginationMetadata", None)
    api.spec.components.security_scheme("key", {"type": "http", "scheme": "bearer"})
    for name, schema in SCHEMAS.items():
        api.spec.components.schema(name, schema)
    for blueprint in blueprints:
        api.register_blueprint(blueprint)
    app.register_blueprint(_pages(api))


class _Api(flask_smorest.Api):  # type: ignore[misc]  # flask-smorest is not typed
    # Every answer is documented; a catch-all would hide one that is not.
    DEFAULT_ERROR_RESPONSE_NAME = None
    ERROR_SCHEMA = reference("Error")


def _error(status: HTTPStatus) -> dict[str, Any]:
    return Answer(description=_ERRORS[status], schema=reference("Error")).document()


def _pages(api: _Api) -> Blueprint:
    blueprint = Blueprint("documentation", __name__, url_prefix="/api")
    assets = Path(str(files("flask_swagger_ui"))) / "dist"

    @blueprint.get("/")
    def page() -> Response:
        return Response(_PAGE, mimetype="text/html", headers={"Content-Security-Policy": PAGE_POLICY})

    @blueprint.get("/openapi.json")
    @blueprint.get("/swagger.json")
    def openapi() -> Response:
        return json_response(api.spec.to_dict())

    @blueprint.get("/assets/start.js")
    def start() -> Response:
        return Response(_START, mimetype="text/javascript")

    @blueprint.get(f"/assets/<any({', '.join(map(repr, _ASSETS))}):name>")
    def asset(name: str) -> Response:
        return send_from_directory(assets, name)

    return blueprint
