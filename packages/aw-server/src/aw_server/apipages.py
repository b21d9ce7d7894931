"""The API's documentation at `/api/`: the OpenAPI document, and a page to read and try it offline."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, send_from_directory

from aw_server.json import json_response
from aw_server.openapi import openapi_document
from aw_server.security import PAGE_POLICY

__all__ = ["serve_documentation"]

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


def serve_documentation(app: Flask, version: str) -> None:
    """Let an app show its documentation at `/api/`; the document is made when it is first asked for."""
    app.register_blueprint(_pages(app, version))


def _pages(app: Flask, version: str) -> Blueprint:
    blueprint = Blueprint("documentation", __name__, url_prefix="/api")

    @cache
    def document() -> dict[str, Any]:
        return openapi_document(app, version)

    @blueprint.get("/")
    def page() -> Response:
        return Response(_PAGE, mimetype="text/html", headers={"Content-Security-Policy": PAGE_POLICY})

    @blueprint.get("/openapi.json")
    @blueprint.get("/swagger.json")
    def openapi() -> Response:
        return json_response(document())

    @blueprint.get("/assets/start.js")
    def start() -> Response:
        return Response(_START, mimetype="text/javascript")

    @blueprint.get(f"/assets/<any({', '.join(map(repr, _ASSETS))}):name>")
    def asset(name: str) -> Response:
        return send_from_directory(Path(str(files("flask_swagger_ui"))) / "dist", name)

    return blueprint
