"""The API's documentation, made from the code: an OpenAPI document.

A view says with `documented` what it takes and answers; its docstring is the text. Reading and checking a
request is the view's own affair, so documentation costs nothing when a request is served.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, TypeVar

from flask import Blueprint, Flask, Response
from werkzeug.routing import Rule

from aw_server.params import Parameter
from aw_server.schemas import SCHEMAS, reference

__all__ = ["Answer", "api_blueprint", "documented", "openapi_document"]

View = TypeVar("View", bound=Callable[..., Response])

_OPERATION = "openapi_operation"
"""The attribute of a view that describes it."""

_PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")
_PATH_SCHEMAS = {"": {"type": "string", "minLength": 1}, "int": {"type": "integer", "minimum": 0}}
_IMPLIED_METHODS = {"HEAD", "OPTIONS"}

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


class _ApiBlueprint(Blueprint):
    """Views below `/api/0` that are part of the documentation, under a heading of their own."""

    def __init__(self, name: str, description: str) -> None:
        super().__init__(name, __name__, url_prefix="/api/0")
        self.description = description


def api_blueprint(name: str, description: str) -> Blueprint:
    """A blueprint below `/api/0` whose views are part of the documentation, under a heading of its own."""
    return _ApiBlueprint(name, description)


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

    def decorate(view: View) -> View:
        vars(view)[_OPERATION] = operation
        return view

    return decorate


def openapi_document(app: Flask, version: str) -> dict[str, Any]:
    """What all documented views of an app say of themselves, as an OpenAPI 3.1 document."""
    blueprints = [each for each in app.blueprints.values() if isinstance(each, _ApiBlueprint)]
    paths: dict[str, dict[str, Any]] = {}
    for rule, view in _documented_views(app):
        path = paths.setdefault(_PARAMETER.sub(r"{\2}", rule.rule), _path_parameters(rule))
        for method in sorted((rule.methods or set()) - _IMPLIED_METHODS):
            tag = rule.endpoint.partition(".")[0]
            path[method.lower()] = {"tags": [tag], **_texts(view), **vars(view)[_OPERATION]}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "aw-server",
            "version": version,
            "description": "What the time tracker's server stores and answers.",
            "license": {"name": "MPL-2.0"},
        },
        "servers": [{"url": "/"}],
        "security": [{}, {"key": []}],
        "tags": [{"name": each.name, "description": each.description} for each in blueprints],
        "paths": paths,
        "components": {
            "schemas": SCHEMAS,
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
    }


def _documented_views(app: Flask) -> Iterator[tuple[Rule, Callable[..., Any]]]:
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        if _OPERATION in vars(view):
            yield rule, view


def _path_parameters(rule: Rule) -> dict[str, Any]:
    parameters = [
        {"in": "path", "name": name, "required": True, "schema": _PATH_SCHEMAS[kind]}
        for kind, name in _PARAMETER.findall(rule.rule)
    ]
    return {"parameters": parameters} if parameters else {}


def _texts(view: Callable[..., Any]) -> dict[str, str]:
    """The first line of a view's docstring, and the rest if there is more."""
    summary, _, description = inspect.cleandoc(view.__doc__ or "").partition("\n\n")
    return {"summary": summary, "description": description} if description else {"summary": summary}


def _error(status: HTTPStatus) -> dict[str, Any]:
    return Answer(description=_ERRORS[status], schema=reference("Error")).document()
